# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
"""An ACME server (RFC 8555) for one test: it believes everybody and has every domain validated already, so that a real
client gets a certificate without a network. Prints the address of its directory when it is ready."""

import base64
import datetime
import http.server
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow().replace(microsecond=0)


def authority():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(NOW - DAY).not_valid_after(NOW + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    return key, certificate


KEY, ROOT = authority()


def issue(csr):
    names = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names.get_values_for_type(x509.DNSName)[0])]))
        .issuer_name(ROOT.subject).public_key(csr.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY / 24).not_valid_after(NOW + 90 * DAY)
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(KEY, hashes.SHA256()))
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in (leaf, ROOT))


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    orders = []

    def log_message(self, *_):
        pass

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}/{path}"

    def answer(self, status, body, location=None, kind="application/json"):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Replay-Nonce", base64.urlsafe_b64encode(x509.random_serial_number().to_bytes(20, "big"))
                         .decode().rstrip("="))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def order(self, number):
        one = self.orders[number]
        body = {"status": "valid" if one["chain"] else "ready", "expires": "2099-01-01T00:00:00Z",
                "identifiers": one["identifiers"], "finalize": self.url(f"finalize/{number}"),
                "authorizations": [self.url(f"authorization/{number}/{at}") for at in range(len(one["identifiers"]))]}
        if one["chain"]:
            body["certificate"] = self.url(f"certificate/{number}")
        return body

    def do_GET(self):
        if self.path == "/directory":
            names = {"newNonce": "nonce", "newAccount": "account", "newOrder": "order", "revokeCert": "revoke",
                     "keyChange": "key"}
            self.answer(200, {name: self.url(path) for name, path in names.items()})
        else:
            self.answer(204 if self.command == "GET" else 200, "")

    do_HEAD = do_GET

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        payload = json.loads(decoded(message["payload"]) or b"{}")
        what, *numbers = self.path.strip("/").split("/")
        numbers = [int(number) for number in numbers]
        if what == "account":
            self.answer(201, {"status": "valid"}, self.url("account/1"))
        elif what == "order" and not numbers:
            self.orders.append({"identifiers": payload["identifiers"], "chain": None})
            number = len(self.orders) - 1
            self.answer(201, self.order(number), self.url(f"order/{number}"))
        elif what == "order":
            self.answer(200, self.order(numbers[0]))
        elif what == "authorization":
            challenge = {"type": "http-01", "status": "valid", "url": self.url("challenge"),
                         "token": "c29tZS10b2tlbi1vZi1zaXh0ZWVu"}
            self.answer(200, {"identifier": self.orders[numbers[0]]["identifiers"][numbers[1]], "status": "valid",
                              "expires": "2099-01-01T00:00:00Z", "challenges": [challenge]})
        elif what == "finalize":
            self.orders[numbers[0]]["chain"] = issue(x509.load_der_x509_csr(decoded(payload["csr"])))
            self.answer(200, self.order(numbers[0]), self.url(f"order/{numbers[0]}"))
        elif what == "certificate":
            self.answer(200, self.orders[numbers[0]]["chain"], kind="application/pem-certificate-chain")
        else:
            self.answer(404, {"type": "urn:ietf:params:acme:error:malformed", "detail": self.path})


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    print(f"http://127.0.0.1:{server.server_port}/directory", flush=True)
    server.serve_forever()
