#!/usr/bin/env bash
# PGlite and durability.
# Versions: @electric-sql/pglite 0.5.14, Node 20 or newer.
# Guess: with fsync = on, started without -F, each commit makes at least one fsync or fdatasync call.
# Behaviour: the setting is shown as on, and no commit, checkpoint or close makes any such call.
# Seen: {"fsync":"on","method":"fdatasync","commits":50,"syncs":0}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.14
cat > count.mjs <<'JS'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
let syncs = 0
for (const name of ['fsync', 'fsyncSync', 'fdatasync', 'fdatasyncSync']) {
  const original = fs[name]
  fs[name] = (...args) => { syncs += 1; return original(...args) }
}
syncBuiltinESMExports()
const { PGlite } = await import('@electric-sql/pglite')
const startParams = PGlite.defaultStartParams?.filter((each) => each !== '-F')
const database = await PGlite.create({ dataDir: './data', ...(startParams === undefined ? {} : { startParams }) })
await database.query('set synchronous_commit = on')
const read = async (name) => Object.values((await database.query(`show ${name}`)).rows[0])[0]
const [fsync, method] = [await read('fsync'), await read('wal_sync_method')]
await database.exec('create table t (n int)')
syncs = 0
for (let n = 0; n < 50; n += 1) await database.query('insert into t values ($1)', [n])
await database.exec('checkpoint')
await database.close()
console.log(JSON.stringify({ fsync, method, commits: 50, syncs }))
JS
result=$(node count.mjs)
echo "$result"
case $result in *'"commits":50,"syncs":0'*) ;; *) echo 'changed: PGlite syncs now' >&2; exit 1 ;; esac
