// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// One line per check, and the official client from the folder that the script runs in.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

export { assert };
export const PopCore = createRequire(`${process.cwd()}/`)('@alicloud/pop-core');

/// Runs one check and prints how it went; a failure does not keep the next ones from running.
export async function check(name, body) {
  try {
    const result = await body();
    console.log(`ok    ${name}`);
    return result;
  } catch (failure) {
    console.log(`FAIL  ${name}: ${String(failure.message ?? failure).split('\n').join(' | ').slice(0, 600)}`);
    process.exitCode = 1;
    return undefined;
  }
}

/// Expects a call to be refused by the service with this code and HTTP status.
export async function refused(call, code, status) {
  const failure = await call.then(() => undefined, (error) => error);
  assert.ok(failure, `${code} was expected, but the call succeeded`);
  assert.equal(failure.code, code, failure.message);
  assert.equal(failure.entry.response.statusCode, status);
  assert.match(failure.data.RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  assert.equal(failure.data.RequestId, failure.entry.response.headers['x-acs-request-id']);
  return failure;
}
