/**
 * LINKTYPE_ values of the tcpdump.org registry (https://www.tcpdump.org/linktypes.html): the names a warning
 * prints, and which of them `PacketDecoder` looks into.
 */

export const LINKTYPE_NULL = 0
export const LINKTYPE_ETHERNET = 1
export const LINKTYPE_PPP = 9
export const LINKTYPE_PPP_HDLC = 50
export const LINKTYPE_PPP_ETHER = 51
export const LINKTYPE_RAW = 101
export const LINKTYPE_C_HDLC = 104
export const LINKTYPE_LOOP = 108
export const LINKTYPE_LINUX_SLL = 113
export const LINKTYPE_IPV4 = 228
export const LINKTYPE_IPV6 = 229
export const LINKTYPE_LINUX_SLL2 = 276

/** DLT_RAW as OpenBSD and as everybody else number it; some writers put the DLT into the file. */
export const DLT_RAW = 12
export const DLT_RAW_OPENBSD = 14

const SUPPORTED: ReadonlySet<number> = new Set([
  LINKTYPE_NULL,
  LINKTYPE_ETHERNET,
  LINKTYPE_PPP,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_RAW,
  LINKTYPE_C_HDLC,
  LINKTYPE_LOOP,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL2,
  DLT_RAW,
  DLT_RAW_OPENBSD,
])

/** Whether the decoder knows the way from this link type to an IP header. */
export function isSupportedLinkType(linkType: number): boolean {
  return SUPPORTED.has(linkType)
}

const NAMES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'ETHERNET',
  3: 'AX25',
  6: 'IEEE802_5',
  7: 'ARCNET_BSD',
  8: 'SLIP',
  9: 'PPP',
  10: 'FDDI',
  12: 'RAW',
  14: 'RAW',
  50: 'PPP_HDLC',
  51: 'PPP_ETHER',
  100: 'ATM_RFC1483',
  101: 'RAW',
  104: 'C_HDLC',
  105: 'IEEE802_11',
  107: 'FRELAY',
  108: 'LOOP',
  113: 'LINUX_SLL',
  114: 'LTALK',
  117: 'PFLOG',
  119: 'IEEE802_11_PRISM',
  122: 'IP_OVER_FC',
  123: 'SUNATM',
  127: 'IEEE802_11_RADIOTAP',
  129: 'ARCNET_LINUX',
  130: 'JUNIPER_MLPPP',
  131: 'JUNIPER_MLFR',
  132: 'JUNIPER_ES',
  133: 'JUNIPER_GGSN',
  134: 'JUNIPER_MFR',
  135: 'JUNIPER_ATM2',
  136: 'JUNIPER_SERVICES',
  137: 'JUNIPER_ATM1',
  138: 'APPLE_IP_OVER_IEEE1394',
  139: 'MTP2_WITH_PHDR',
  140: 'MTP2',
  141: 'MTP3',
  142: 'SCCP',
  143: 'DOCSIS',
  144: 'LINUX_IRDA',
  163: 'IEEE802_11_AVS',
  165: 'BACNET_MS_TP',
  166: 'PPP_PPPD',
  169: 'GPRS_LLC',
  170: 'GPF_T',
  171: 'GPF_F',
  177: 'LINUX_LAPD',
  178: 'JUNIPER_ETHER',
  179: 'JUNIPER_PPP',
  180: 'JUNIPER_FRELAY',
  181: 'JUNIPER_CHDLC',
  182: 'MFR',
  187: 'BLUETOOTH_HCI_H4',
  189: 'USB_LINUX',
  192: 'PPI',
  195: 'IEEE802_15_4_WITHFCS',
  196: 'SITA',
  197: 'ERF',
  201: 'BLUETOOTH_HCI_H4_WITH_PHDR',
  202: 'AX25_KISS',
  203: 'LAPD',
  204: 'PPP_WITH_DIR',
  205: 'C_HDLC_WITH_DIR',
  206: 'FRELAY_WITH_DIR',
  209: 'IPMB_LINUX',
  215: 'IEEE802_15_4_NONASK_PHY',
  220: 'USB_LINUX_MMAPPED',
  224: 'FC_2',
  225: 'FC_2_WITH_FRAME_DELIMS',
  226: 'IPNET',
  227: 'CAN_SOCKETCAN',
  228: 'IPV4',
  229: 'IPV6',
  230: 'IEEE802_15_4_NOFCS',
  231: 'DBUS',
  235: 'DVB_CI',
  236: 'MUX27010',
  237: 'STANAG_5066_D_PDU',
  239: 'NFLOG',
  240: 'NETANALYZER',
  241: 'NETANALYZER_TRANSPARENT',
  242: 'IPOIB',
  243: 'MPEG_2_TS',
  244: 'NG40',
  245: 'NFC_LLCP',
  247: 'INFINIBAND',
  248: 'SCTP',
  249: 'USBPCAP',
  250: 'RTAC_SERIAL',
  251: 'BLUETOOTH_LE_LL',
  253: 'NETLINK',
  254: 'BLUETOOTH_LINUX_MONITOR',
  255: 'BLUETOOTH_BREDR_BB',
  256: 'BLUETOOTH_LE_LL_WITH_PHDR',
  257: 'PROFIBUS_DL',
  258: 'PKTAP',
  259: 'EPON',
  264: 'ISO_14443',
  265: 'RDS',
  266: 'USB_DARWIN',
  267: 'OPENFLOW',
  268: 'SDLC',
  270: 'LORATAP',
  271: 'VSOCK',
  272: 'NORDIC_BLE',
  274: 'ETHERNET_MPACKET',
  275: 'DISPLAYPORT_AUX',
  276: 'LINUX_SLL2',
  279: 'EBHSCR',
  280: 'VPP_DISPATCH',
  281: 'DSA_TAG_BRCM',
  282: 'DSA_TAG_BRCM_PREPEND',
  283: 'IEEE802_15_4_TAP',
  284: 'DSA_TAG_DSA',
  285: 'DSA_TAG_EDSA',
  286: 'ELEE',
  288: 'USB_2_0',
  289: 'ATSC_ALP',
  290: 'ETW',
}

/** `LINKTYPE_LINUX_SLL2 (276)`; a number without a name in the table as `LINKTYPE 4711`. */
export function linkTypeName(linkType: number): string {
  if (linkType >= 147 && linkType <= 162) return `LINKTYPE_USER${linkType - 147} (${linkType})`
  const name = NAMES[linkType]
  return name === undefined ? `LINKTYPE ${linkType}` : `LINKTYPE_${name} (${linkType})`
}
