import { useRouter } from '@tanstack/react-router'
import { type RefObject, useEffect } from 'react'

/**
 * Moves the focus to the heading of a page that a link has led to. Without a document that is loaded, the browser leaves it on the link: a
 * screen reader would say nothing, and the Tab key would go through the navigation again. What has the focus within the content or a dialog
 * keeps it.
 */
export function useContentFocus(content: RefObject<HTMLElement | null>): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged || content.current === null) return
        if (document.activeElement?.closest('#content, [role="dialog"]') != null) return
        // A page that is still loading has no heading yet.
        const heading = content.current.querySelector('h1')
        ;(heading ?? content.current).focus()
      }),
    [router, content],
  )
}
