/** What plugins are written with. A plugin that has its own copy in `node_modules` gets that. */
const PROVIDED = [
  '@tributary/core',
  '@tributary/database',
  '@tributary/integration-host',
  '@tributary/integration-kit',
  'typebox',
]

/** Whether the server has the package of an import, so that a plugin need not install it. */
export function isProvided(specifier: string): boolean {
  return PROVIDED.some((name) => specifier === name || specifier.startsWith(`${name}/`))
}
