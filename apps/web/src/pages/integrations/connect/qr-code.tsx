import { useLingui } from '@lingui/react/macro'
import { QRCodeSVG } from 'qrcode.react'

/** ISO/IEC 18004 asks for a quiet zone of four modules on each side. */
const QUIET_ZONE_MODULES = 4
const SIZE = 176

/** An address for the camera of a phone. Dark on white in every theme: many cameras do not read the inverse. */
export function QrCode({ address }: { address: string }) {
  const { t } = useLingui()
  return (
    <QRCodeSVG
      value={address}
      size={SIZE}
      marginSize={QUIET_ZONE_MODULES}
      bgColor="#ffffff"
      fgColor="#000000"
      role="img"
      title={t`QR code of the address ${address}`}
    />
  )
}
