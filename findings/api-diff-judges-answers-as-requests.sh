#!/usr/bin/env bash
# api-smart-diff: how it classifies changes of an answer's schema in an OpenAPI 3.1 document.
# Versions: api-smart-diff 1.0.6, Node 20 or newer.
# Guess: in a response, a member that becomes nullable or changes its type is breaking, and one that is never null any more is not;
# in a request it is the other way round for null.
# Behaviour: `required` and `enum` of a response are judged as a response's, but a changed `type` is "non-breaking" there whatever it
# becomes, and "breaking" for the same schema under `components`, where it is neither. So a document that refers to components reports
# both for one change.
# Seen: {"otherType":["non-breaking","breaking"],"nullAdded":["non-breaking","breaking"],"nullRemoved":["non-breaking","breaking"]}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund api-smart-diff@1.0.6
cat > compare.mjs <<'JS'
import { apiCompare } from 'api-smart-diff'
const song = () => ({ type: 'object', properties: { id: { type: 'string' }, title: { type: ['string', 'null'] } } })
const document = (schema) => ({
  openapi: '3.1.0',
  info: { title: 'Music', version: '1' },
  paths: {
    '/songs': {
      get: {
        responses: {
          200: { description: 'A song.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Song' } } } },
        },
      },
    },
  },
  components: { schemas: { Song: schema } },
})
const typesOf = (change) => {
  const after = song()
  change(after.properties)
  const { diffs } = apiCompare(document(song()), document(after))
  return ['paths', 'components'].map((part) => diffs.find(({ path }) => path[0] === part)?.type)
}
console.log(
  JSON.stringify({
    otherType: typesOf((properties) => { properties.id.type = 'integer' }),
    nullAdded: typesOf((properties) => { properties.id.type = ['string', 'null'] }),
    nullRemoved: typesOf((properties) => { properties.title.type = 'string' }),
  }),
)
JS
seen=$(node compare.mjs)
expected='{"otherType":["non-breaking","breaking"],"nullAdded":["non-breaking","breaking"],"nullRemoved":["non-breaking","breaking"]}'
echo "$seen"
[ "$seen" = "$expected" ]
