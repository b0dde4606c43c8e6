import shared from '@tributary/vitest-config'

// vitest hands these to node as `--conditions`. With `import` among them, `require('pg-pool')` inside `pg` gets the ESM
// side of that package, which `pg` cannot extend. Vite and node add `import` and `default` where they belong.
const conditions = ['@tributary/source', 'node']

export default {
  ...shared,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
}
