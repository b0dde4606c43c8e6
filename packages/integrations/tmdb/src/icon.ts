/** A strip of film, of our own drawing: the provider's logo is not ours to ship. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#0d253f"/><rect x="12" y="16" width="40" height="32" rx="4" fill="#01b4e4"/><path d="M27 25v14l12-7z" fill="#0d253f"/><path d="M16 20h4v4h-4zm0 10h4v4h-4zm0 10h4v4h-4zm28-20h4v4h-4zm0 10h4v4h-4zm0 10h4v4h-4z" fill="#0d253f"/></svg>',
)}`
