/** A screen with a play mark, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#1b1b1f"/><rect x="11" y="16" width="42" height="28" rx="4" fill="#d81f26"/><path d="M28 23v14l12-7z" fill="#fff"/><path d="M24 51h16" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>',
)}`
