// The English words of the doctor, on its page and on the command line.

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`);
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
const proxies = (count: number): string => (count === 1 ? '1 proxy' : `${count} proxies`);

const added = (count: number): string =>
  count === 0 ? 'no address is added' : count === 1 ? '1 address is added' : `${count} addresses are added`;

export const doctorEnglish = {
  doctor: {
    title: 'Is the way to the server clear?',
    lead: 'This page tries what proxies, firewalls and networks between you and the server often break.',
    running: (left: number) => `Examining … ${seconds(left)} to go.`,
    well: 'All is well.',
    unwell: (count: number) => (count === 1 ? '1 thing needs attention.' : `${count} things need attention.`),
    again: 'Examine again',
    home: 'All documents',
    waiting: 'Examining …',
    fine: 'Fine',
    fault: 'Needs attention',
    mend: 'Lines for proxies',
    mendIn: (proxy: string) => `In ${proxy}`,
    mendHere: 'For Quire',
    others: 'Other proxies',
    checks: {
      tls: 'Encryption',
      http: 'Requests',
      host: 'Host',
      addresses: 'Addresses of visitors',
      clock: 'Clock',
      servers: 'Servers',
      socket: 'WebSocket',
      frame: 'Large messages',
      idle: 'Silence',
      stream: 'Streams',
      body: 'Large requests',
    },
    verdicts: {
      certificateHolds: (of: { days: number }) => `The certificate is valid for ${days(of.days)} more.`,
      certificateEnds: (of: { days: number }) =>
        of.days < 0
          ? 'The certificate has expired, and browsers refuse it. Renew it.'
          : `The certificate is valid for ${days(of.days)} more. Renew it before browsers refuse it.`,
      certificateRefused: (of: { reason: string }) =>
        `The certificate is not valid for this address, and browsers warn of it (${of.reason}).`,
      tlsSeen: () => 'This page came encrypted. “npm run doctor” also tells until when the certificate is valid.',
      onlyHere: () => 'The address is of this machine alone, where nothing has to be encrypted.',
      noTls: () => 'Nothing is encrypted: everybody on the way can read and change what people write. Use https.',
      reached: (of: { milliseconds: number }) => `The server answers within ${of.milliseconds} ms.`,
      unreachable: (of: { reason: string }) =>
        `No answer came (${of.reason}). Check the address, and whether the server and the proxy run.`,
      notQuire: (of: { status: number }) =>
        `An answer came, but not from Quire (status ${of.status}). Check the address, its path, and ` +
        'where the proxy sends requests.',
      hostPassed: () => 'The server sees the host that the browser asked for.',
      hostReplaced: (of: { detail: string }) =>
        'A proxy replaces the host, so the server takes its own pages for another site and refuses ' +
        `what they send. ${of.detail}`,
      addressesFit: (of: { proxies: number }) =>
        of.proxies === 0
          ? 'No proxy adds an address, and TRUST_PROXY=0 fits.'
          : `The server sees the address of each visitor, through ${proxies(of.proxies)}, and TRUST_PROXY fits.`,
      addressMissing: () =>
        'A proxy ends the encryption but does not tell the addresses of visitors, so all of them ' +
        'share the limits of one.',
      trustTooLow: (of: { added: number; trusted: number }) =>
        `TRUST_PROXY is ${of.trusted}, but ${added(of.added)} on the way, so all visitors share the limits of one.`,
      trustTooHigh: (of: { added: number; trusted: number }) =>
        `TRUST_PROXY is ${of.trusted}, but ${of.added === 0 ? '' : 'only '}${added(of.added)} on the ` +
        'way, so visitors can claim any address. Set TRUST_PROXY, or let each proxy add an address.',
      clockFits: () => 'The clocks of the server and of this device agree.',
      clockDiffers: (of: { ahead: number }) =>
        `The clock of the server is ${seconds(Math.abs(of.ahead))} ` +
        `${of.ahead > 0 ? 'ahead of' : 'behind'} this device, so tokens may expire too early or too ` +
        'late. Set the one that is wrong.',
      oneServer: () => 'All requests for one document reach the same server.',
      severalServers: (of: { count: number }) =>
        `Requests for one document reach ${of.count} servers. People whose network blocks WebSockets ` +
        'cannot write then. Let the balancer choose by the path.',
      socketOpens: () => 'A WebSocket opens, with its subprotocol.',
      socketFails: () =>
        'A WebSocket does not open, though requests get through: something drops the headers Upgrade ' +
        'and Connection. People write over plain HTTP instead, a little slower.',
      subprotocolLost: () =>
        'A WebSocket opens without its subprotocol, so pages are never told that words are saved. A ' +
        'proxy drops the header Sec-WebSocket-Protocol.',
      frameFits: () => 'A message of 16 MiB arrives, each way.',
      frameLost: () =>
        'A message of 16 MiB does not come back, so large documents may not open. A firewall limits ' +
        'its size, or a timeout is too short.',
      idleKept: (of: { seconds: number }) => `A WebSocket stays open through ${seconds(of.seconds)} of silence.`,
      idleCut: (of: { seconds: number }) =>
        `A silent WebSocket is cut after ${seconds(of.seconds)}. Pages reconnect and lose nothing, ` +
        'again and again. A timeout is too short.',
      streamFlows: () => 'Events of a stream arrive as the server sends them.',
      streamHeldBack: (of: { seconds: number }) =>
        `A proxy holds streams back: the first event came only after ` +
        `${seconds(Math.round(of.seconds))}, with all the others. Where ` +
        'WebSockets are blocked, people then write slower.',
      streamFails: (of: { status: number }) =>
        `A stream breaks off${of.status === 0 ? '' : ` (status ${of.status})`}. Where WebSockets are ` +
        'blocked, people then write slower.',
      bodyFits: () => 'A request of 16 MiB arrives.',
      bodyRefused: (of: { status: number }) =>
        `A request of 16 MiB is refused with ${of.status}, so large files, and large documents over ` +
        'HTTP, cannot be sent.',
      bodyLost: () =>
        'A request of 16 MiB does not arrive, so large files, and large documents over HTTP, cannot be sent.',
      busy: () => 'Others examine the server at the same time. Try again in two minutes.',
      notTried: () => 'Not examined, for the fault above comes first.',
    },
  },
};
