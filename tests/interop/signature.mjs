// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The same request signed by the official Node client and by this library: node signature.mjs VECTORS [SIGN_REQUEST]
//
// The official client really sends its request, to a plain HTTP server in this script; what came over the wire is held
// against the vectors and against the program SIGN_REQUEST. That program reads one JSON object a line on its input,
// {"method", "secret", "parameters": {name: value, ...}}, and for each one prints a line
// {"canonical_query", "string_to_sign", "signature"}. SIGN_REQUEST_SEED chooses other random requests.

import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { PopCore, assert, check } from './checks.mjs';

const [vectorFile, signRequest] = process.argv.slice(2);
const vectors = JSON.parse(readFileSync(vectorFile, 'utf8')).map((vector) => ({
  name: vector.source, method: vector.method, secret: vector.access_key_secret, parameters: vector.parameters,
  expected: {
    canonical_query: vector.canonical_query, string_to_sign: vector.string_to_sign, signature: vector.signature,
  },
}));

/// mulberry32: small, seeded, the same everywhere.
function generator(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/// Requests of the seven operations with random values, or of the CDN's one that is a table of an example.
function randomRequests(count, seed, product = 'CAS') {
  const next = generator(seed);
  const pieces = [...'abcXYZ019-_.~ !\'()*+/%&=?#@:;,"<>[]{}|\\^`$', '\n', '\r\n', '\t', '\0', 'é', 'ß', '证书', '漢',
    '\u07ff', '\u0800', '\uffee', '😀', '𠜎', '%20', '+', '&amp;', '-----BEGIN CERTIFICATE-----\n'];
  const text = (letters, length) => Array.from({ length }, () => letters[next(letters.length)]).join('');
  const any = () => text(pieces, next(60));
  const number = () => String((BigInt(next(2 ** 32)) << 31n | BigInt(next(2 ** 31))) >> BigInt(next(63)));
  const cas = [
    () => ({ Action: 'CreateUserCertificate', Name: any(), Cert: any(), Key: any() }),
    () => ({ Action: 'DescribeUserCertificateList', CurrentPage: number(), ShowSize: number() }),
    () => ({ Action: 'DescribeUserCertificateDetail', CertId: number() }),
    () => ({ Action: 'DeleteUserCertificate', CertId: number() }),
    () => ({ Action: 'CreateDVOrderAudit', InstanceId: any(), Domain: any(), DomainVerifyType: next(2) ? 'DNS' : 'FILE',
             Username: any(), Mobile: any(), Email: any(), Province: any(), City: any() }),
    () => ({ Action: 'DescribeDVOrderResult', InstanceId: any() }),
    () => ({ Action: 'DescribeOrderInstanceList', StartIndex: number() }),
  ];
  const cdn = [
    () => ({ Action: 'SetCdnDomainSSLCertificate', DomainName: any(), CertType: 'cas', CertName: any(),
             CertId: number(), SSLProtocol: 'on', CertRegion: any() }),
  ];
  const operations = product === 'CDN' ? cdn : cas;
  const optional = ['RegionId', 'ResourceOwnerAccount', 'SecurityToken'];
  if (product === 'CAS') optional.push('Lang', 'SourceIp');
  return Array.from({ length: count }, (_, index) => {
    const parameters = {
      ...operations[index % operations.length](),
      AccessKeyId: `id${any()}`, Format: next(2) ? 'JSON' : 'XML', SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: text([...'0123456789abcdef'], 32), SignatureVersion: '1.0',
      Timestamp: '2026-11-24T05:12:24Z', Version: text([...'0123456789-'], 10),
    };
    for (const name of optional) if (next(2)) parameters[name] = any();
    if (product === 'CDN') parameters.Version = '2018-05-10';
    return { name: `random request ${index + 1}`, method: next(2) ? 'GET' : 'POST',
             secret: `s${text([...'abcXYZ019+/='], next(100))}`, parameters };
  });
}

/// The client adds what a request lacks; the published examples lack something, so it cannot be made to send those.
const sendable = ({ parameters }) => ['AccessKeyId', 'Action', 'Format', 'SignatureMethod', 'SignatureNonce',
  'SignatureVersion', 'Timestamp', 'Version'].every((name) => name in parameters);

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g,
  (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/// Lets the official client send the request and takes it apart as it arrived.
async function asSent(server, { method, secret, parameters }) {
  const client = new PopCore({ endpoint: `http://127.0.0.1:${server.address().port}`,
    apiVersion: parameters.Version, accessKeyId: parameters.AccessKeyId, accessKeySecret: secret });
  const arrived = new Promise((resolve) => { server.arrived = resolve; });
  await client.request(parameters.Action, parameters, { method, formatAction: false, formatParams: false });
  client.keepAliveAgent.destroy();
  const pairs = (await arrived).split('&');
  const [, signature] = pairs.pop().match(/^Signature=(.*)$/);
  const canonical_query = pairs.join('&');
  // It keeps its string to sign to itself: made anew from its query, and proved by its signature.
  const string_to_sign = `${method}&%2F&${encode(canonical_query)}`;
  assert.equal(createHmac('sha1', `${secret}&`).update(string_to_sign).digest('base64'), decodeURIComponent(signature));
  return { canonical_query, string_to_sign, signature: decodeURIComponent(signature) };
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const query = request.url.slice(request.url.indexOf('?') + 1);
    server.arrived(request.method === 'POST' ? Buffer.concat(chunks).toString() : query);
    response.end('{}');
  });
});
await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });

const seed = Number(process.env.SIGN_REQUEST_SEED ?? 20261124);
const cases = [...vectors, ...randomRequests(300, seed), ...randomRequests(50, seed, 'CDN')];
const ofCdn = cases.length - 50;
const ofClient = new Map();

await check(`the vectors hold ${vectors.length} cases`, () => assert.ok(vectors.length >= 12));
for (const [index, one] of vectors.entries()) {
  if (!sendable(one)) continue;
  await check(`vector ${index + 1}: the official client sends it so`, async () => {
    ofClient.set(one, await asSent(server, one));
    assert.deepEqual(ofClient.get(one), one.expected);
  });
}

if (signRequest !== undefined) {
  const input = cases.map(({ method, secret, parameters }) => JSON.stringify({ method, secret, parameters }));
  const run = spawnSync(signRequest, [], { input: `${input.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  const lines = run.stdout?.split('\n').filter(Boolean) ?? [];
  await check(`${signRequest} answers every request`, () => {
    assert.equal(run.status, 0, `${run.error ?? ''}${run.stderr}`);
    assert.equal(lines.length, cases.length);
  });
  const ours = (index) => {
    const { canonical_query, string_to_sign, signature } = JSON.parse(lines[index]);
    return { canonical_query, string_to_sign, signature };
  };
  for (const [index, one] of vectors.entries())
    await check(`vector ${index + 1}: this library signs it so`, () => assert.deepEqual(ours(index), one.expected));
  const signAlike = (from, to, what) => check(`${to - from} random ${what} (seed ${seed}): both sign alike`, async () => {
    for (let index = from; index < to; ++index)
      assert.deepEqual(ours(index), await asSent(server, cases[index]), JSON.stringify(cases[index]));
  });
  await signAlike(vectors.length, ofCdn, 'requests');
  await signAlike(ofCdn, cases.length, "SetCdnDomainSSLCertificate, a table of the program's own");
}
server.close();
