import { contributionPoint } from './contribution-point.ts'

/**
 * The addresses of pages for people, contributed by the plugin that serves them. Without a contribution, people who come to a route in their
 * browser are shown HTML without scripts.
 *
 * @example
 * context.contribute(webPages, ['/connections', '/integrations'])
 * context.getContributions(webPages).length > 0 // a page is served
 */
export const webPages = contributionPoint<readonly string[]>('webPages')
