"""A certificate for 127.0.0.1 that no machine trusts, from 2020 to 2120, and the key of the server that shows it.

Made with openssl: a P-256 key; the certificate signs itself, and says CA:TRUE and the address as subjectAltName.
"""

import ssl
from pathlib import Path

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBgjCCASigAwIBAgIBATAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRhc3Npc3Rh
bnQtY2hhdCB0ZXN0czAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow
HzEdMBsGA1UEAwwUYXNzaXN0YW50LWNoYXQgdGVzdHMwWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAAQ7IqSOhnsAue7m/CDxFaFcFRb3AvG6+ZKinPJsjfPbg/32SrB8
FAT49+WF9FJfxnwDaCx6Syy5JFjZzuzFC8eIo1MwUTAPBgNVHREECDAGhwR/AAAB
MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgKEMB0GA1UdDgQWBBTih6nH
P2cV60S643TrgiNgnk0XUTAKBggqhkjOPQQDAgNIADBFAiEAzfEgmvtOPHUlLNgD
4HttdVnA4fFBMHX30jwSdR1ffjoCICsCn0jpIlDVlB/IfMT73GSVB9llsxtwvbEA
L6FUJAAa
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMdPYvx035To26VLy
EI/IO099EvFthKU4NqBnhaXXI0ChRANCAAQ7IqSOhnsAue7m/CDxFaFcFRb3AvG6
+ZKinPJsjfPbg/32SrB8FAT49+WF9FJfxnwDaCx6Syy5JFjZzuzFC8eI
-----END PRIVATE KEY-----
"""


def server_context(folder: Path) -> ssl.SSLContext:
    """Return the context of a server with this certificate; `ssl` reads it from a file only."""
    path = folder / "server.pem"
    path.write_text(CERTIFICATE + KEY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
