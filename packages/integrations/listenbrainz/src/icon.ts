/** Headphones, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#353070"/><path d="M14 38v-4a18 18 0 0 1 36 0v4" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/><rect x="12" y="36" width="11" height="16" rx="4" fill="#eb743b"/><rect x="41" y="36" width="11" height="16" rx="4" fill="#eb743b"/></svg>',
)}`
