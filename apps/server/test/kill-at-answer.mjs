// Loaded into a server before everything else: it dies, as by a power cut, at the point of a request with an
// `Idempotency-Key` that DIE_AT names: `commit`, just before its transaction is committed, or `answer`, just after.
import { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'

const die = () => process.kill(process.pid, 'SIGKILL')

if (process.env['DIE_AT'] === 'answer') {
  const { writeHead } = ServerResponse.prototype
  ServerResponse.prototype.writeHead = function (...parameters) {
    if (this.req.headers['idempotency-key'] !== undefined && parameters[0] < 300) die()
    return writeHead.apply(this, parameters)
  }
}

if (process.env['DIE_AT'] === 'commit') {
  const { Client } = createRequire(new URL('../../../packages/database/package.json', import.meta.url))('pg')
  const { query } = Client.prototype
  const recording = new WeakSet()
  Client.prototype.query = function (...parameters) {
    const text = String(parameters[0]?.text ?? parameters[0])
    if (text.startsWith('update "idempotency_keys"')) recording.add(this)
    if (text === 'commit' && recording.has(this)) die()
    return query.apply(this, parameters)
  }
}
