export { createNtfySimulator, type NtfyMessage, type NtfySimulator } from './create-ntfy-simulator.ts'
