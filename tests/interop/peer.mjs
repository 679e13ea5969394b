// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The official Node client against a running emulator: node peer.mjs ENDPOINT CA_FILE, in a folder that has the client.
// The emulator must know testid / testsecret and the orders of run.sh. Certificates are read here by Node's own X.509
// code, so what the emulator says about them is held against a second reader.

import { execFileSync } from 'node:child_process';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PopCore, assert, check, refused } from './checks.mjs';

const [endpoint, caFile] = process.argv.slice(2);
const ca = readFileSync(caFile, 'utf8');

function client(overrides = {}) {
  return new PopCore({
    endpoint,
    apiVersion: '2018-07-13',
    accessKeyId: 'testid',
    accessKeySecret: 'testsecret',
    opts: { ca, timeout: 20000 },
    ...overrides,
  });
}

/// A self-signed certificate made by the openssl program, with everything the list has a field for.
function makeCertificate(commonName) {
  const folder = `${process.cwd()}/`;
  const keyFile = `${folder}${commonName}.key`;
  const certificateFile = `${folder}${commonName}.crt`;
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-sha256', '-days', '90', '-utf8',
    '-subj', `/C=CN/ST=浙江/L=Hangzhou/O=Peer & Söhne/CN=${commonName}`,
    '-addext', `subjectAltName=DNS:${commonName},DNS:*.${commonName}`,
    '-keyout', keyFile, '-out', certificateFile], { stdio: 'pipe' });
  return { cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

const day = (text) => new Date(text).toISOString().slice(0, 10);

async function findByName(cas, name, options) {
  for (let page = 1; ; ++page) {
    const answer = await cas.request('DescribeUserCertificateList', { CurrentPage: page, ShowSize: 2 }, options);
    assert.equal(answer.CurrentPage, page);
    assert.equal(answer.ShowSize, 2);
    assert.ok(answer.CertificateList.length <= 2);
    const found = answer.CertificateList.find((entry) => entry.name === name);
    if (found || page * 2 >= answer.TotalCount) return found;
  }
}

async function runOrder(cas, options, instanceId, verifyType, domain) {
  await cas.request('CreateDVOrderAudit', {
    InstanceId: instanceId, Domain: domain, DomainVerifyType: verifyType, Username: '张三 (ops)',
    Mobile: '+86 13900000000', Email: 'ops+certs@example.com', Province: 'Zhejiang', City: "Xi'an!*",
  }, options);
  const answers = [];
  do {
    assert.ok(answers.length < 20, 'the order is never decided');
    answers.push(await cas.request('DescribeDVOrderResult', { InstanceId: instanceId }, options));
  } while (answers.at(-1).OrderStatus === 'checking');
  assert.ok(answers.length >= 2, 'the order was never seen while checking');
  for (const answer of answers.slice(0, -1)) {
    assert.equal(answer.CheckType, verifyType);
    assert.ok(answer.CheckName.includes(domain.split(',')[0].replace('*.', '')), answer.CheckName);
    assert.ok(answer.CheckValue.length > 0);
  }
  return answers.at(-1);
}

for (const method of ['GET', 'POST']) {
  const cas = client();
  const options = { method };
  const host = `${method.toLowerCase()}.peer.example`;
  const name = `${method} 证书 +/%&=?#~!'()*`;
  const made = makeCertificate(host);
  const expected = new X509Certificate(made.cert);
  let id;

  await check(`${method} CreateUserCertificate takes a certificate that openssl made`, async () => {
    const answer = await cas.request('CreateUserCertificate', { Name: name, Cert: made.cert, Key: made.key }, options);
    id = answer.CertId;
    assert.ok(id > 2 ** 32, `CertId ${id}`);
  });
  await check(`${method} DescribeUserCertificateList tells the certificate's own facts`, async () => {
    const entry = await findByName(cas, name, options);
    assert.deepEqual({ ...entry }, {
      id, name, common: host, sans: `${host},*.${host}`, orgName: 'Peer & Söhne', country: 'CN', province: '浙江',
      city: 'Hangzhou', issuer: host, startDate: day(expected.validFrom), endDate: day(expected.validTo),
      fingerprint: expected.fingerprint.replaceAll(':', ''), expired: false, buyInAliyun: false,
    });
  });
  await check(`${method} DescribeUserCertificateDetail returns the PEM texts byte for byte`, async () => {
    const answer = await cas.request('DescribeUserCertificateDetail', { CertId: id }, options);
    assert.equal(answer.Id, id);
    assert.equal(answer.Name, name);
    assert.equal(answer.Cert, made.cert);
    assert.equal(answer.Key, made.key);
    assert.equal(answer.Fingerprint, expected.fingerprint.replaceAll(':', ''));
  });
  await check(`${method} a name that is taken is refused`, () => refused(
    cas.request('CreateUserCertificate', { Name: name, Cert: made.cert, Key: made.key }, options), 'NameRepeat', 400));
  await check(`${method} a key of another certificate is refused`, () => {
    const { key } = makeCertificate(`other.${host}`);
    return refused(cas.request('CreateUserCertificate', { Name: 'x', Cert: made.cert, Key: key }, options),
                   'InvalidParameter', 400);
  });
  await check(`${method} DescribeOrderInstanceList has the bought orders`, async () => {
    const answer = await cas.request('DescribeOrderInstanceList', { StartIndex: 1 }, options);
    assert.equal(answer.TotalCount, 6);
    assert.equal(answer.OrderList.length, 6);
    assert.ok(answer.OrderList.every((order) => order.Id > 2 ** 32 && order.CertType && order.Source));
    assert.equal(answer.OrderList.find((order) => order.InstanceId === `peer-${method}-dns`).Status, 'Paid');
    const rest = await cas.request('DescribeOrderInstanceList', { StartIndex: 5 }, options);
    assert.deepEqual(rest.OrderList, answer.OrderList.slice(4));
  });
  let issuedFingerprint;
  await check(`${method} CreateDVOrderAudit and DescribeDVOrderResult: a certificate by DNS`, async () => {
    const domains = [`*.shop.${host}`, `shop.${host}`];
    const answer = await runOrder(cas, options, `peer-${method}-dns`, 'DNS', domains.join(','));
    assert.equal(answer.OrderStatus, 'issued');
    const issued = new X509Certificate(answer.Certificate);
    const authority = new X509Certificate(ca);
    issuedFingerprint = issued.fingerprint.replaceAll(':', '');
    assert.ok(issued.verify(authority.publicKey), "not signed by the emulator's CA");
    assert.ok(issued.checkIssued(authority));
    assert.ok(issued.checkPrivateKey(createPrivateKey(answer.PrivateKey)));
    for (const domain of [`www.shop.${host}`, `shop.${host}`]) assert.ok(issued.checkHost(domain), domain);
  });
  await check(`${method} an issued certificate joins the list as bought, and cannot be deleted`, async () => {
    const answer = await cas.request('DescribeUserCertificateList', { CurrentPage: 1, ShowSize: 100 }, options);
    const bought = answer.CertificateList.find((entry) => entry.fingerprint === issuedFingerprint);
    assert.equal(bought.buyInAliyun, true);
    assert.equal(bought.issuer, 'aliyun_cas emulator CA');
    await refused(cas.request('DeleteUserCertificate', { CertId: bought.id }, options),
                  'OperationDenied.NotUploadedOrExpired', 400);
  });
  await check(`${method} DescribeDVOrderResult: a check by FILE that fails`, async () => {
    const answer = await runOrder(cas, options, `peer-${method}-fails`, 'FILE', `fails.${host}`);
    assert.equal(answer.OrderStatus, 'check_failed');
  });
  await check(`${method} DeleteUserCertificate deletes once`, async () => {
    await cas.request('DeleteUserCertificate', { CertId: id }, options);
    await refused(cas.request('DeleteUserCertificate', { CertId: id }, options), 'NotFound', 404);
    await refused(cas.request('DescribeUserCertificateDetail', { CertId: id }, options), 'NotFound', 404);
  });

  const list = (params = {}, as = cas) =>
    as.request('DescribeUserCertificateList', { CurrentPage: 1, ...params }, options);
  await check(`${method} Format=json in small letters is understood`, async () => {
    assert.equal((await list({ Format: 'json' })).CurrentPage, 1);
  });
  await check(`${method} a wrong secret is refused with the text that should have been signed`, async () => {
    const failure = await refused(list({ SourceIp: '1.2.3.4' }, client({ accessKeySecret: 'wrong' })),
                                  'SignatureDoesNotMatch', 400);
    assert.ok(failure.data.Message.includes(`${method}&%2F&AccessKeyId%3Dtestid%26Action%3D`), failure.data.Message);
  });
  await check(`${method} an unknown AccessKey is refused`, () => refused(
    list({}, client({ accessKeyId: 'nobody' })), 'InvalidAccessKeyId.NotFound', 404));
  await check(`${method} a security token that belongs to no key is refused`, () => refused(
    list({}, client({ securityToken: 'token' })), 'InvalidSecurityToken.MismatchWithAccessKey', 400));
  await check(`${method} a nonce works once`, async () => {
    const once = { SignatureNonce: `peer-${method}-once` };
    await list(once);
    await refused(list(once), 'SignatureNonceUsed', 400);
  });
  await check(`${method} a timestamp of yesterday is refused`, () => refused(
    list({ Timestamp: new Date(Date.now() - 86400000).toISOString().replace(/\.\d+/, '') }),
    'InvalidTimeStamp.Expired', 400));
  await check(`${method} another version is refused`, () => refused(
    list({}, client({ apiVersion: '2018-08-13' })), 'InvalidVersion', 400));
  await check(`${method} an operation that does not exist is refused`, () => refused(
    cas.request('DescribeOrderList', {}, options), 'InvalidAction.NotFound', 400));
  await check(`${method} a missing parameter is named`, async () => {
    const failure = await refused(cas.request('DescribeUserCertificateDetail', {}, options), 'MissingParameter', 400);
    assert.match(failure.data.Message, /"CertId"/);
  });
  await check(`${method} a client that does not trust the CA gets no connection`, async () => {
    const failure = await list({}, client({ opts: { timeout: 20000 } })).then(() => undefined, (error) => error);
    assert.match(String(failure?.code), /CERT|ISSUER|SIGNED/);
  });
}
