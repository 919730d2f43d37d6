"""An empty server inside this one, to walk docs/deploy.md on: the files of this machine under a layer that is thrown away.

It has its own mounts, processes and network, so that the real ports, users and paths can be used. What a container lacks has a
stand-in in `stand_ins/`: systemd (it plays our units), Let's Encrypt, the editor, Debian's archive.
"""

import re
import shlex
import shutil
import subprocess
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).parent / "stand_ins"
OPENED = """
mount --make-rprivate / && mount -t tmpfs none {here} && mkdir {here}/upper {here}/work {here}/root
mount -t overlay overlay -o lowerdir={lower},upperdir={here}/upper,workdir={here}/work {here}/root
cd {here}/root && mount -t proc proc proc && mount --rbind /dev dev && mount -t tmpfs none run && mount -t tmpfs none tmp
chmod 1777 tmp && mkdir -p mnt/bron && mount --bind {source} mnt/bron
cp {stand_ins}/* usr/local/sbin/ && chmod 0755 usr/local/sbin/*
ip link set lo up; echo ready; exec sleep infinity
"""
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Server:
    """`run` does commands as root on it. `lower`: the folder with its files, this machine's unless told."""

    def __init__(self, here, lower="/"):
        self.root, self._beside = here / "root", []
        opened = OPENED.format(here=here, lower=lower, source=ROOT, stand_ins=STAND_INS)
        self._inside = subprocess.Popen(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-euc", opened],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = [self._inside.stdout.readline()]
        while said[-1] not in ("ready\n", ""):
            said.append(self._inside.stdout.readline())
        assert said[-1] == "ready\n", "".join(said)
        child = subprocess.run(["pgrep", "-P", str(self._inside.pid)], capture_output=True, text=True, check=True)
        self._enter = ["nsenter", "--target", child.stdout.strip(), "--mount", "--pid"]

    def run(self, script, *, outside=False, check=True):
        """The script's output. `outside`: with this machine's network, to fetch what a server fetches."""
        network = [] if outside else ["--net"]
        done = subprocess.run(
            [*self._enter, *network, "env", "-i", PATH, "HOME=/root", "LANG=C.UTF-8", "chroot", str(self.root), "sh", "-euc", script],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 0 or not check, f"{script}\n{done.stdout}"
        return done.stdout

    def beside(self, command):
        """Start a program of this machine in the server's network; it ends with the server."""
        self._beside.append(subprocess.Popen([*self._enter, "--net", "sh", "-c", f"cd {shlex.quote(str(ROOT))} && exec {command}"],
                                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def stop(self):
        for process in [*self._beside, self._inside]:
            process.kill()
            process.wait()
        self._inside.stdout.close()


def cannot_be_opened():
    """Why there can be no such server here, or an empty text."""
    missing = [name for name in ("unshare", "nsenter", "setpriv", "git", "make", "nginx", "pgrep", "ip") if shutil.which(name) is None]
    if missing:
        return f"a server needs {', '.join(missing)}"
    tried = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "true"], capture_output=True, text=True, check=False)
    return tried.stderr


def chapters(path):
    """What a page of docs/ says to type, by chapter: each `sh` block without the `#` or `$` before its commands."""
    found = {}
    for title, text in re.findall(r"^## (?:\d+\. )?(.*?)\n(.*?)(?=^## |\Z)", path.read_text(), re.M | re.S):
        blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.M | re.S)
        found[title] = "\n".join(re.sub(r"^[#$] ", "", textwrap.dedent(block), flags=re.M) for block in blocks)
    return found
