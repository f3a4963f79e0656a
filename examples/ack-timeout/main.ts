/** Accepts 12 packets, one by one. It should take milliseconds. It takes three seconds: why? */
import { Kernel } from "./kernel.ts";
import { NetlinkSocket } from "./netlink.ts";

const PACKETS = 12;

const kernel = new Kernel();
// One more than we take: as in the real thing, the next packet is always there already.
const socket = new NetlinkSocket(await kernel.listen(PACKETS + 1));
await socket.open();

const startedAtMs = Date.now();
for (let count = 1; count <= PACKETS; count++) {
  const packet = await socket.nextPacket();
  const acknowledged = await socket.Accept(packet);
  console.log(`packet ${packet.id}, ${packet.bytes} bytes: accepted${acknowledged ? "" : ", not acknowledged"}`);
}
const seconds = (Date.now() - startedAtMs) / 1000;
console.log(`${PACKETS} packets in ${seconds.toFixed(1)} s, ${(PACKETS / seconds).toFixed(1)} a second`);

socket.close();
kernel.close();
