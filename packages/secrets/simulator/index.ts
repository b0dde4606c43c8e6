export {
  startVaultSimulator,
  type VaultRequest,
  type VaultSimulator,
  type VaultSimulatorOptions,
} from './vault-simulator.ts'
