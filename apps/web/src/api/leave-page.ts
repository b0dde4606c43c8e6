/**
 * Loads the page again at an address, so that nothing of the person stays in its memory. Browsers keep a page that was left for their button
 * "Back"; such a page is loaded again as well.
 */
export function leavePage(href: string): void {
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
  location.replace(href)
}
