/** A bell with a prompt, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#317f6f"/><path d="M5 6h14v10h-7l-4 3v-3H5z" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/><path d="m8 9 2 2-2 2m4 0h3" fill="none" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/></svg>',
)}`
