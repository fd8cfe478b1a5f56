# SPDX-License-Identifier: GPL-3.0-or-later
"""What was acknowledged is there, once, whatever happens to the daemon. 60,000 messages, three SIGKILLs."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from flood import Reader, hang_up, make_senders, pump  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent  # noqa: E402

SENDERS, EACH, KILLS, DEADLINE_S = 20, 3000, 3, 110


@rule('--visitor-rate', '10000000', '--visitor-sessions', '10000000', '--open-requests', '10000000')
def three_kills_in_60000_messages_lose_none_and_double_none(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
    senders = make_senders(daemon, SENDERS, EACH)
    reader = Reader(Agent(daemon.port, 'lea'), daemon, random.Random(2))
    kills = [0]

    def acknowledged():
        return sum(len(sender.acked) for sender in senders)

    def kill_in_the_middle():
        if kills[0] < KILLS and acknowledged() >= SENDERS * EACH * (kills[0] + 1) // (KILLS + 1):
            daemon.kill()
            daemon.start()
            kills[0] += 1

    pump([*senders, reader], lambda: acknowledged() == SENDERS * EACH, DEADLINE_S, kill_in_the_middle)
    rows = daemon.query('SELECT uuid, id FROM message')
    stored = {(uuid.hex() if isinstance(uuid, bytes) else str(uuid).replace('-', '')): seq for uuid, seq in rows}
    events = [seq for seq, in daemon.query("SELECT seq FROM event WHERE noun = 'message' ORDER BY seq")]
    first, last, count = daemon.query('SELECT min(seq), max(seq), count(*) FROM event')[0]
    pump([reader], lambda: reader.cursor >= last, DEADLINE_S)
    hang_up([*senders, reader])
    acked = {uuid.replace('-', ''): seq for sender in senders for uuid, seq in sender.acked.items()}
    resent = sum(sender.resent for sender in senders)
    told = [seq for seq, noun, _, _ in reader.got if noun == 'message']
    print(f'# {len(stored)} stored, {len(acked)} acknowledged, {resent} sent again, {kills[0]} kills, {reader.joins} joins')
    assert kills[0] == KILLS and resent > 0
    assert not [s.refused for s in senders if s.refused], senders[0].refused[:3]
    lost = [uuid for uuid, seq in acked.items() if stored.get(uuid) != seq]
    assert not lost, f'{len(lost)} acknowledged messages are lost or have another number'
    assert len(stored) == len(rows) == len(acked) == SENDERS * EACH
    assert events == sorted(stored.values()), 'messages and events differ'
    assert count == last - first + 1, 'the log has holes'
    assert told == events, f'the agent was told {len(told)} of {len(events)}, {len(told) - len(set(told))} twice'


if __name__ == '__main__':
    run()
