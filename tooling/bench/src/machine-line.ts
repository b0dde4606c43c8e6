import { cpus, loadavg, totalmem } from 'node:os'

/** The machine of the figures below, and its load. */
export function machineLine(): string {
  const cores = cpus()
  const gigabytes = Math.round(totalmem() / 1e9)
  const load = loadavg()[0] ?? 0
  const busy = load > 0.5 ? `: not a quiet machine, the figures will be off` : ''
  return `machine: ${cores.length} cores (${cores[0]?.model.trim()}), ${gigabytes} GB, Node ${process.version}, ${process.platform} ${process.arch}, load ${load.toFixed(1)}${busy}`
}
