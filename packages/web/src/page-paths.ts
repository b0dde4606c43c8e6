/**
 * The first segments of the addresses of pages. Everything below them is answered with `index.html`, whose router shows the page. `/metrics`
 * is that of Prometheus, so the page of metrics is `/charts`.
 */
export const pagePaths = [
  '/administration',
  '/charts',
  '/connections',
  '/developers',
  '/imports',
  '/integrations',
  '/jobs',
  '/library',
  '/me',
  '/notifications',
  '/setup',
  '/sign-in',
] as const
