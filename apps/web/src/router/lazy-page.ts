import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { throwUnreachable } from '../api/watched-fetch.ts'
import { loadPageMessages } from '../i18n/messages.ts'

/**
 * A page in a chunk of its own, with the messages of its folder.
 * The type of the component is `object`, since to know more TypeScript would look into the page, whose links need the type of the router, which
 * is made of these routes.
 *
 * @example
 * component: lazyPage('jobs', async () => (await import('./jobs-page.tsx')).JobsPage)
 */
export function lazyPage(folder: string, load: () => Promise<object>) {
  return lazyRouteComponent(async () => {
    const [component] = await Promise.all([load(), loadPageMessages(folder)]).catch(throwUnreachable)
    return { default: component as ComponentType }
  })
}
