#!/usr/bin/env bash
# An issuer rotates its signing key between two tokens, and a client verifies both with the same metadata object.
# Versions: oauth4webapi 3.8.8, Node 24.
# Guess: a key id that is not in the keys read before makes the client read the issuer's keys again, so the second token is valid.
# Behaviour: keys belong to the metadata object and are read again no earlier than 60 seconds after the last time, and an unknown key id
# is an error until then. The same token is valid at once with another object of the same metadata. A server that keeps the discovered
# metadata, as it should by its size, refuses every sign-in for up to a minute after a rotation.
# Seen: first ok; rotated same object: no applicable keys found; rotated fresh object: ok; keys read 2 times
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund oauth4webapi@3.8.8
cat > rotate.mjs <<'JS'
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import * as oauth from 'oauth4webapi'
const makeKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(jwk.x).digest('base64url').slice(0, 8)
  return { kid, privateKey, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' } }
}
const [before, after] = [makeKey(), makeKey()]
let current = before
let reads = 0
const server = createServer((_, response) => {
  reads += 1
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ keys: [current.jwk] }))
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
const metadata = () => ({ issuer, jwks_uri: `${issuer}/keys` })
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = ({ kid, privateKey }) => {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, sub: 'ada', aud: 'api', client_id: 'c', iat: now, exp: now + 60, jti: randomUUID() }
  const input = `${part({ alg: 'ES256', typ: 'at+jwt', kid })}.${part(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const verify = async (as, key) => {
  const request = new Request('http://api.example/', { headers: { authorization: `Bearer ${token(key)}` } })
  try {
    await oauth.validateJwtAccessToken(as, request, 'api', { [oauth.allowInsecureRequests]: true })
    return 'ok'
  } catch (error) {
    return /no applicable keys found/.test(error.message) ? 'no applicable keys found' : String(error)
  }
}
const kept = metadata()
const first = await verify(kept, before)
current = after
const same = await verify(kept, after)
const fresh = await verify(metadata(), after)
console.log(`first ${first}; rotated same object: ${same}; rotated fresh object: ${fresh}; keys read ${reads} times`)
server.close()
JS
seen=$(node rotate.mjs)
echo "$seen"
[ "$seen" = 'first ok; rotated same object: no applicable keys found; rotated fresh object: ok; keys read 2 times' ]
