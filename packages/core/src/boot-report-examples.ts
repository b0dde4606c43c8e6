/** Examples of what `/api/_kernel` answers, for the documentation. */
export const routeExample = {
  method: 'GET',
  path: '/api/library/items/:id',
  access: 'user',
  scopes: ['library:read'],
  sessionOnly: false,
}

export const aboutExample = {
  kind: 'server',
  displayName: 'Library',
  description: 'What people have watched, heard and read.',
  author: 'Tributary',
  homepage: null,
  tags: ['media'],
  icon: null,
}

export const pluginReportExample = {
  name: 'library',
  version: '0.1.0',
  about: aboutExample,
  essential: false,
  added: false,
  state: 'ready',
  phase: 'start',
  retryable: false,
  milliseconds: 12.5,
  dependsOn: ['database', 'accounts'],
  requires: ['database', 'authenticator'],
  provides: ['library'],
  uses: ['database', 'authenticator'],
  contributes: ['migrations'],
  routes: [routeExample],
}

export const bootReportExample = {
  state: 'ready',
  milliseconds: 840,
  plugins: [pluginReportExample],
  publicRoutes: ['GET /health'],
}

export const serviceGraphExample = {
  services: [{ name: 'library', providedBy: 'library', usedBy: ['spotify'] }],
  dependencies: [{ plugin: 'spotify', dependsOn: 'library' }],
}
