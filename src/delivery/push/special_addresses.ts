import type { AddressRule } from "../../base/address_rule.ts";

/**
 * Blocks whose addresses are not simply of the internet, each with the strictest rule that admits it and its name. Of
 * blocks inside one another the smallest counts. From the IANA IPv4 and IPv6 Special-Purpose Address Registries, the
 * registries of multicast, and the documentation of clouds. Addresses in none of them are of the internet.
 */
export const specialBlocks: readonly (readonly [block: string, rule: AddressRule, name: string])[] = [
  ["0.0.0.0/8", "any", "This network"],
  ["10.0.0.0/8", "private", "Private-Use"],
  ["100.64.0.0/10", "private", "Shared Address Space"],
  ["127.0.0.0/8", "private", "Loopback"],
  ["169.254.0.0/16", "any", "Link-Local, with the metadata of most clouds"],
  ["172.16.0.0/12", "private", "Private-Use"],
  // With anycast services of routers (PCP, TURN), and NAT64 and DNS64 discovery.
  ["192.0.0.0/24", "private", "IETF Protocol Assignments"],
  ["192.0.2.0/24", "private", "Documentation (TEST-NET-1)"],
  ["192.31.196.0/24", "public", "AS112-v4"],
  ["192.52.193.0/24", "public", "AMT"],
  ["192.88.99.0/24", "private", "6to4 Relay Anycast and 6a44-relay anycast"],
  ["192.168.0.0/16", "private", "Private-Use"],
  ["192.175.48.0/24", "public", "Direct Delegation AS112 Service"],
  ["198.18.0.0/15", "private", "Benchmarking"],
  ["198.51.100.0/24", "private", "Documentation (TEST-NET-2)"],
  ["203.0.113.0/24", "private", "Documentation (TEST-NET-3)"],
  ["224.0.0.0/4", "any", "Multicast"],
  ["240.0.0.0/4", "private", "Reserved"],
  ["255.255.255.255/32", "any", "Limited Broadcast"],

  ["::/3", "private", "Not of the internet, but for what translates to IPv4"],
  ["::/128", "any", "Unspecified Address"],
  ["::1/128", "private", "Loopback Address"],
  ["64:ff9b:1::/48", "private", "IPv4-IPv6 Translation of a local network"],
  ["100::/64", "private", "Discard-Only Address Block"],
  ["100:0:0:1::/64", "private", "Dummy IPv6 Prefix"],
  // With Teredo, benchmarking, ORCHID, DETs, AMT and AS112, and anycast services of routers: no web server.
  ["2001::/23", "private", "IETF Protocol Assignments"],
  ["2001:db8::/32", "private", "Documentation"],
  ["2620:4f:8000::/48", "public", "Direct Delegation AS112 Service"],
  ["3fff::/20", "private", "Documentation"],
  ["4000::/2", "private", "Not assigned"],
  ["5f00::/16", "private", "Segment Routing (SRv6) SIDs"],
  ["8000::/1", "private", "Not assigned"],
  ["fc00::/7", "private", "Unique-Local"],
  ["fe80::/10", "any", "Link-Local Unicast"],
  ["fec0::/10", "private", "Site-Local, deprecated"],
  ["ff00::/8", "any", "Multicast"],

  ["100.100.100.200/32", "any", "Metadata of Alibaba Cloud"],
  ["168.63.129.16/32", "any", "Metadata of Azure"],
  ["192.0.0.192/32", "any", "Metadata of Oracle Cloud"],
  ["fd00:42::42/128", "any", "Metadata of Scaleway"],
  ["fd00:c1::a9fe:a9fe/128", "any", "Metadata of Oracle Cloud"],
  ["fd00:ec2::/32", "any", "Metadata of Amazon"],
  ["fd20:ce::254/128", "any", "Metadata of Google Cloud"],
];
