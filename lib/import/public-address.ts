import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * Reserved blocks of IPv4: this network, private, shared, loopback, link-local (cloud metadata services), protocol
 * assignments, documentation, 6to4 relays, benchmarks, multicast, reserved. Source: IANA IPv4 Special-Purpose Address
 * Registry.
 */
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32", // Azure's own services to its machines
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/** Source: IANA IPv6 Global Unicast Address Assignments. */
const PUBLIC_6 = ["2000::/3"];

/** Protocol assignments with Teredo, documentation, 6to4, AS112. Source: IANA IPv6 Special-Purpose Address Registry. */
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

function blocks(subnets: string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", prefix] = subnet.split("/");
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const notPublic4 = blocks(NOT_PUBLIC_4, "ipv4");
const public6 = blocks(PUBLIC_6, "ipv6");
const notPublic6 = blocks(NOT_PUBLIC_6, "ipv6");

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
  if (isIP(address) === 4) return !notPublic4.check(address, "ipv4") && !own.check(address, "ipv4");
  if (isIP(address) !== 6) return false;
  return public6.check(address, "ipv6") && !notPublic6.check(address, "ipv6") && !own.check(address, "ipv6");
}
