/** A screen with a triangle, drawn for this integration. */
export const ICON =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"%3E%3Crect x="2" y="5" width="20" height="14" rx="3" fill="%23c4302b"/%3E%3Cpath d="M10 9v6l5-3z" fill="%23fff"/%3E%3C/svg%3E'
