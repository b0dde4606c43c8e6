// What this package uses of it; it brings no types of its own.
declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  export function from(sql: string): Writable & Submittable & { readonly rowCount: number }
}
