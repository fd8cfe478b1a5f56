#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows README's chapter "Install for real" word by word on a fresh Debian 12.

    sudo tests/support/install_for_real.py FOLDER [--keep]

FOLDER becomes the machine: debootstrap fills it (if it is empty), the source is copied to /usr/src/zuoxi
in it, and a systemd of its own runs as process 1 of new namespaces (processes, mounts, network,
cgroups), so that units, users and sandboxes are the real ones. Then each `sh` block of the chapter runs
in turn, the way it stands there. The machine's network is its own loopback; only commands that fetch
packages see the outer one. Needs root, debootstrap, about 2 GB and ten minutes. --keep leaves the
folder for another run, which is faster."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHAPTER = '## Install for real'
PASSWORD = 'correct horse battery staple\n'  # for the commands that wait for one
CGROUP = 'zuoxi-install'
DEADLINE_S = 60

BOOT = r'''
set -e
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount -t sysfs sysfs sys -o ro
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs dev -o mode=755
for node in null zero full random urandom tty; do
  : >"dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666,mode=620,gid=5
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs tmpfs run -o mode=755
mount -t tmpfs tmpfs tmp -o mode=1777
hostname zuoxi-box
mkdir -p .outside
pivot_root . .outside
umount -l /.outside
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=null
'''


def blocks():
    """The chapter's `sh` blocks, as they stand there."""
    with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as file:
        chapter = file.read().split(CHAPTER)[1].split('\n## ')[0]
    return re.findall(r'^```sh\n(.*?)^```', chapter, re.M | re.S)


class Box:
    """The machine: a folder with Debian in it, and its systemd while it runs."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.starter = self.first = None

    def make(self):
        if not os.path.exists(os.path.join(self.folder, 'etc/debian_version')):
            print('== debootstrap', flush=True)
            subprocess.run(['debootstrap', '--variant=minbase', '--include=systemd,systemd-sysv,dbus,sudo,ca-certificates',
                            'bookworm', self.folder, 'http://deb.debian.org/debian'], check=True, stdout=subprocess.DEVNULL)
        shutil.copy('/etc/resolv.conf', os.path.join(self.folder, 'etc/resolv.conf'))
        for name, text in (('hostname', 'zuoxi-box\n'), ('hosts', '127.0.0.1 localhost zuoxi-box\n::1 localhost zuoxi-box\n')):
            with open(os.path.join(self.folder, 'etc', name), 'w', encoding='ascii') as file:
                file.write(text)
        source = os.path.join(self.folder, 'usr/src/zuoxi')
        os.makedirs(source, exist_ok=True)
        for name in os.listdir(source):
            if name not in ('_release', '_workstation'):  # what a kept folder has built already
                subprocess.run(['rm', '-rf', os.path.join(source, name)], check=True)
        packed = subprocess.run(['git', '-C', ROOT, 'ls-files', '-z'], check=True, capture_output=True).stdout
        subprocess.run(['tar', '-C', ROOT, '--null', '-T', '-', '-cf', os.path.join(source, '.tar')], input=packed, check=True)
        subprocess.run(['tar', '-C', source, '--no-same-owner', '-xf', os.path.join(source, '.tar')], check=True)
        os.remove(os.path.join(source, '.tar'))

    def boot(self):
        self.group = self.make_group()
        self.starter = subprocess.Popen(
            ['unshare', '--mount', '--pid', '--fork', '--uts', '--ipc', '--net', '--cgroup', '--kill-child',
             '--propagation', 'private', 'sh', '-c', BOOT, 'sh', self.folder],
            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=self.join_group)
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until:
            children = subprocess.run(['pgrep', '-P', str(self.starter.pid)], capture_output=True, text=True).stdout.split()
            if children:
                self.first = children[0]
                state = self.run('systemctl is-system-running', check=False, quiet=True).stdout.strip()
                if state in ('running', 'degraded'):
                    print(f'== systemd is {state}', flush=True)
                    return
            time.sleep(0.2)
        raise RuntimeError('systemd does not start')

    @staticmethod
    def make_group():
        """A control group in the one hierarchy (cgroup2), which is mounted aside if it is not there."""
        base = '/sys/fs/cgroup'
        if not os.path.exists(base + '/cgroup.procs'):
            base = '/run/zuoxi-cgroup2'
            os.makedirs(base, exist_ok=True)
            if not os.path.ismount(base):
                subprocess.run(['mount', '-t', 'cgroup2', 'cgroup2', base], check=True)
        group = os.path.join(base, CGROUP)
        os.makedirs(group, exist_ok=True)
        return group

    def join_group(self):
        with open(os.path.join(self.group, 'cgroup.procs'), 'w', encoding='ascii') as file:
            file.write(str(os.getpid()))

    def run(self, commands, outside=False, check=True, quiet=False):
        """Commands in the machine, as its administrator; `outside`: with the outer network."""
        spaces = ['-m', '-p', '-u', '-i', '-C'] + ([] if outside else ['-n'])
        words = ['nsenter', '-t', self.first, *spaces, 'env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
                 'HOME=/root', 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c',
                 'cd /usr/src/zuoxi 2>/dev/null; exec bash -e -c "$1"', 'sh', commands]
        hidden = {'stdout': subprocess.PIPE, 'stderr': subprocess.DEVNULL} if quiet else {}
        return subprocess.run(words, input=PASSWORD, text=True, check=check, **hidden)

    def end(self):
        if self.starter is None:
            return
        self.run('systemctl --no-block poweroff', check=False, quiet=True)
        try:
            self.starter.wait(30)
        except subprocess.TimeoutExpired:
            os.kill(self.starter.pid, signal.SIGKILL)
            self.starter.wait()
        shutil.rmtree(os.path.join(self.folder, '.outside'), ignore_errors=True)
        for path, _, _ in os.walk(self.group, topdown=False):
            os.rmdir(path)
        if self.group.startswith('/run/'):
            subprocess.run(['umount', os.path.dirname(self.group)], check=False)


def follow(box):
    """Runs each line by itself: one that fails is named."""
    for number, block in enumerate(blocks(), 1):
        for line in block.strip().split('\n'):
            print(f'[{number}] $ {line}', flush=True)
            if box.run(line, outside='apt-get' in line, check=False).returncode != 0:
                print(f'FAILED: {line}')
                box.run('systemctl status --no-pager --lines=30 zuoxid nginx zuoxid-backup; journalctl --no-pager -n 40', check=False)
                return False
    return True


# What the machine does at the end: it serves through TLS, from PostgreSQL, whom the chapter has set up, its
# commands have left nothing behind that the service may not read, the master key is copied away, and the
# workstation is installed whole: it wants nothing but a display.
PROOF = r'''
ask () {
  curl -fsS --retry 9 --retry-all-errors --cacert /etc/ssl/zuoxi/fullchain.pem --resolve support.example.com:443:127.0.0.1 "$@"
}
at=https://support.example.com
ask $at/healthz | grep '"store":"postgresql"'
token=$(ask -H 'Content-Type: application/json' -d '{"login":"chen","password":"correct horse battery staple","client":"test"}' \
  $at/api/v1/sessions | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
ask -H "Authorization: Bearer $token" "$at/api/v1/customers?q=Acme" | grep '"name":"Acme"' >/dev/null
ask $at/widget/zuoxi.js >/dev/null
test -z "$(find /var/lib/zuoxid /var/lib/zuoxid-backup ! -user zuoxid)"
sudo test "$(stat -c %a "$HOME/zuoxi-master.key")" = 600
sudo cmp /var/lib/zuoxid/master.key "$HOME/zuoxi-master.key"
test -f /usr/local/share/applications/org.zuoxi.Zuoxi.desktop
zuoxi 2>&1 | grep -i 'open display'
systemctl is-active --quiet zuoxid nginx zuoxid-backup.timer
test "$(systemctl --failed --no-legend | wc -l)" = 0
journalctl --no-pager -u zuoxid -p warning -q
systemd-analyze security --no-pager zuoxid | tail -n 1
'''


def main():
    if len(sys.argv) < 2 or os.geteuid() != 0:
        print(__doc__)
        return 2
    box = Box(sys.argv[1])
    try:
        box.make()
        box.boot()
        went_well = follow(box) and box.run(PROOF, check=False).returncode == 0
    finally:
        box.end()
    if '--keep' not in sys.argv and went_well:
        shutil.rmtree(box.folder)
    print('the chapter works word by word' if went_well else 'the chapter does NOT work')
    return 0 if went_well else 1


if __name__ == '__main__':
    sys.exit(main())
