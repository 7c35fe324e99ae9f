package dev.microagent.rootfs;

import dev.microagent.oci.ProcessConfig;

/**
 * Who a root file system is to boot as.
 *
 * @param init what the kernel starts
 * @param process what the image says is to be run
 * @param options how the guest differs from that
 */
public record Guest(GuestInit init, ProcessConfig process, GuestOptions options) {}
