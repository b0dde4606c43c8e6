import { readFileSync } from 'node:fs'

export function readFixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/synthetic_${name}`, import.meta.url))
}
