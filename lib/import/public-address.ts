import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** Azure's own services to its machines, at an address of the public space. Source: Microsoft Learn, "What is IP address 168.63.129.16?". */
const AZURE = "168.63.129.16";

/** The one block of IPv6 that is given out for the public internet. Source: IANA IPv6 Global Unicast Address Assignments. */
const PUBLIC_6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Networks of this machine's interfaces: their hosts may trust this machine, also at public addresses. */
function ownNetworks(): BlockList {
  const list = new BlockList();
  for (const { address, cidr, family } of Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])) {
    const prefix = Number(cidr?.split("/")[1]);
    if (prefix > 0) list.addSubnet(address, prefix, family === "IPv6" ? "ipv6" : "ipv4");
  }
  return list;
}

/** False for addresses in this machine's networks, and always for IPv4 inside IPv6 (mapped, NAT64, 6to4). */
export function isPublicAddress(address: string, own: BlockList = ownNetworks()): boolean {
  if (isIP(address) === 0 || address === AZURE) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(PUBLIC_6) && !own.check(address, "ipv6");
  return !own.check(address, "ipv4");
}
