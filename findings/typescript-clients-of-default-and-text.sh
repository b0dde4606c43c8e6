#!/usr/bin/env bash
# What generators of TypeScript clients make of a `default` response, and of an answer that is plain text.
# Versions: oazapfts 7.5.0, @oazapfts/runtime 1.2.0, swagger-typescript-api 13.13.0, typescript 5.9.3, Node 22 or newer.
# Guess: oazapfts discriminates its union of answers by `status`, as its README has it ("if (res.status === 200)"), and asks for the media
# types of the answers; swagger-typescript-api types an answer of `type: string` as string.
# Behaviour: a `default` response has the status `number` in oazapfts, so that 200 narrows to `Song | Problem`, and where that response is
# JSON it sends `Accept: application/json` for an operation that answers with text. swagger-typescript-api gives an answer of
# `type: string` the name of an unrelated component that is a plain string.
# Seen: narrowed: Property 'title' does not exist on type 'Problem'. / accept: application/json / text answer: Name
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund oazapfts@7.5.0 @oazapfts/runtime@1.2.0 swagger-typescript-api@13.13.0 typescript@5.9.3
cat > document.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "Music", "version": "1" },
  "paths": {
    "/export": { "get": { "operationId": "exportSongs", "responses": {
      "200": { "description": "Songs.", "content": { "text/plain": { "schema": { "type": "string" } } } },
      "default": { "$ref": "#/components/responses/Problem" } } } },
    "/song": { "get": { "operationId": "getSong", "responses": {
      "200": { "description": "A song.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Song" } } } },
      "default": { "$ref": "#/components/responses/Problem" } } } }
  },
  "components": {
    "responses": { "Problem": { "description": "Refused.", "content": {
      "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
    "schemas": {
      "Name": { "type": "string", "maxLength": 20 },
      "Song": { "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } },
      "Problem": { "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } } }
    }
  }
}
JSON
npx oazapfts document.json client.ts
npx swagger-typescript-api generate --path document.json --output . --name other.ts >/dev/null 2>&1
cat > use.ts <<'TS'
import { getSong } from './client'
const song = await getSong()
if (song.status === 200) console.log(song.data.title)
TS
flags=(--strict --noEmit --skipLibCheck --target es2022 --module esnext --moduleResolution bundler)
narrowed=$({ npx tsc "${flags[@]}" use.ts || true; } | sed -n "s/.*\(Property 'title' does not exist on type 'Problem'\.\).*/\1/p" | head -1)
cat > accept.mjs <<'JS'
import { readFileSync, writeFileSync } from 'node:fs'
import ts from 'typescript'
const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
writeFileSync('client.mjs', ts.transpileModule(readFileSync('client.ts', 'utf8'), { compilerOptions: options }).outputText)
const { exportSongs } = await import('./client.mjs')
const fetch = async (_url, { headers }) => new Response(new Headers(headers).get('accept'), { headers: { 'content-type': 'text/plain' } })
console.log((await exportSongs({ fetch, baseUrl: 'http://localhost' })).data)
JS
accept=$(node accept.mjs)
text=$(sed -n 's/.*this\.request<\(.*\), Problem>.*/\1/p' other.ts | head -1)
echo "narrowed: $narrowed / accept: $accept / text answer: $text"
if [ "$narrowed" != "Property 'title' does not exist on type 'Problem'." ] || [ "$accept" != 'application/json' ] || [ "$text" != 'Name' ]; then
  echo 'changed: the generators treat these responses otherwise now' >&2
  exit 1
fi
