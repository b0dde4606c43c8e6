/** A hash in four colours, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#4a154b"/><g fill="none" stroke-width="2" stroke-linecap="round"><path d="M9 6v12" stroke="#36c5f0"/><path d="M15 6v12" stroke="#ecb22e"/><path d="M6 9h12" stroke="#2eb67d"/><path d="M6 15h12" stroke="#e01e5a"/></g></svg>',
)}`
