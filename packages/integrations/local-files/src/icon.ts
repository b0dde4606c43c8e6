/** A folder with an arrow into it, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#4a5a78"/><path d="M4.5 7.5A1.5 1.5 0 0 1 6 6h3.6l2 2H18a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 18 18H6a1.5 1.5 0 0 1-1.5-1.5zM12 10.5v5m-2-2 2 2 2-2" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`
