// `format: binary` is a string to this generator; its documentation replaces that with Blob by `transform`:
// https://openapi-ts.dev/node#example-blob-types
import { writeFileSync } from 'node:fs'
// @boundaries-ignore The check alone installs it.
import openapiTS, { astToString } from 'openapi-typescript'
// @boundaries-ignore The check alone installs it.
import ts from 'typescript'

const BLOB = ts.factory.createTypeReferenceNode('Blob')
const nodes = await openapiTS(new URL('../openapi.json', import.meta.url), {
  transform: (schema) => (schema.format === 'binary' ? BLOB : undefined),
})
writeFileSync(new URL('generated/schema.ts', import.meta.url), astToString(nodes))
