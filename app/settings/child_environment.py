"""The environment of every child process: an allow list, so that no key or token of the user reaches a child.

A variable that is not listed here is not passed on: what a user keeps in the environment is unknown, so a list of
secrets could not be complete. Programs that a library starts (the browser that opens a link) need the whole desktop
environment: for them the program's own keys are removed from its environment once they have been read.
"""

import re
from collections.abc import Collection, Mapping, MutableMapping

from app.settings.origins import VARIABLES
from app.settings.settings import SECRETS

NAMES = frozenset(
    {
        # The system: where programs, libraries and temporary files are, and whose home it is.
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TMP", "TEMP", "LANG", "LANGUAGE", "TZ"),
        # The dynamic linker, on Linux and macOS.
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
        # Windows: without SYSTEMROOT no socket opens, without PATHEXT no program is found.
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
        *("PROGRAMDATA", "PROGRAMFILES", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"),
        # Python itself: an embedded or relocated interpreter does not start without them.
        *("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUTF8", "VIRTUAL_ENV"),
    }
)
PREFIXES = (
    *("LC_", "XDG_"),
    # What llama.cpp and its libraries read: threads, devices, drivers.
    *("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "GGML_", "CUDA_", "NVIDIA_", "HIP_", "ROCR_", "ROCM_", "HSA_"),
    *("VK_", "SYCL_", "ONEAPI_", "ZE_"),
)
NETWORK = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"),
)
"""What a child needs to reach another machine as the user does."""
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH(?!OR)")
"""Parts of a name in capitals that `PREFIXES` do not let through."""


def child_environment(
    environ: Mapping[str, str], own: Mapping[str, str] | None = None, *, also: Collection[str] = ()
) -> dict[str, str]:
    """Return the environment of a child.

    `own`: what this child gets in addition, whatever its name. `also`: further names of `environ` that it needs, or
    prefixes that end in `_`. Case does not matter: proxies are set in either, and Windows ignores it.
    """
    own_names = frozenset(name for name in also if not name.endswith("_"))
    own_prefixes = tuple(name for name in also if name.endswith("_"))
    passed = {
        name: value
        for name, value in environ.items()
        if _is_listed(name.upper()) or name.upper() in own_names or name.upper().startswith(own_prefixes)
    }
    return {**passed, **(own or {})}


def _is_listed(name: str) -> bool:
    return name in NAMES or (name.startswith(PREFIXES) and not SECRET.search(name))


def remove_keys(environ: MutableMapping[str, str]) -> None:
    """Remove the keys that have been read into the settings, so that no child inherits them."""
    for field in SECRETS:
        environ.pop(VARIABLES[field], None)
