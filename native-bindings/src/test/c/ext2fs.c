/*
 * Prints what the Java side takes from the headers of libext2fs, one "name value" a line:
 * sizes and offsets of structure members, and constants.
 */
#include <stddef.h>
#include <stdio.h>
#include <ext2fs/ext2fs.h>

#define VALUE(name) printf("%s %llu\n", #name, (unsigned long long)(name))

#define SIZE(type) printf("sizeof(%s) %zu\n", #type, sizeof(struct type))

#define MEMBER(type, name)                                             \
	printf("%s.%s %zu\n%s.%s.size %zu\n", #type, #name,            \
	       offsetof(struct type, name), #type, #name,              \
	       sizeof(((struct type *)0)->name))

int main(void)
{
	SIZE(struct_ext2_filsys);
	MEMBER(struct_ext2_filsys, super);
	MEMBER(struct_ext2_filsys, group_desc_count);
	MEMBER(struct_ext2_filsys, inode_blocks_per_group);
	MEMBER(struct_ext2_filsys, inode_map);
	MEMBER(struct_ext2_filsys, now);
	MEMBER(struct_ext2_filsys, csum_seed);

	SIZE(ext2_super_block);
	MEMBER(ext2_super_block, s_inodes_count);
	MEMBER(ext2_super_block, s_blocks_count);
	MEMBER(ext2_super_block, s_r_blocks_count);
	MEMBER(ext2_super_block, s_free_inodes_count);
	MEMBER(ext2_super_block, s_log_block_size);
	MEMBER(ext2_super_block, s_wtime);
	MEMBER(ext2_super_block, s_max_mnt_count);
	MEMBER(ext2_super_block, s_errors);
	MEMBER(ext2_super_block, s_lastcheck);
	MEMBER(ext2_super_block, s_rev_level);
	MEMBER(ext2_super_block, s_inode_size);
	MEMBER(ext2_super_block, s_feature_compat);
	MEMBER(ext2_super_block, s_feature_incompat);
	MEMBER(ext2_super_block, s_feature_ro_compat);
	MEMBER(ext2_super_block, s_uuid);
	MEMBER(ext2_super_block, s_reserved_gdt_blocks);
	MEMBER(ext2_super_block, s_hash_seed);
	MEMBER(ext2_super_block, s_def_hash_version);
	MEMBER(ext2_super_block, s_default_mount_opts);
	MEMBER(ext2_super_block, s_mkfs_time);
	MEMBER(ext2_super_block, s_blocks_count_hi);
	MEMBER(ext2_super_block, s_r_blocks_count_hi);
	MEMBER(ext2_super_block, s_flags);
	MEMBER(ext2_super_block, s_log_groups_per_flex);
	MEMBER(ext2_super_block, s_checksum_type);

	VALUE(EXT2_FLAG_64BITS);
	VALUE(EXT2_FLAG_RW);
	VALUE(EXT2_FLAG_FLUSH_NO_SYNC);
	VALUE(EXT2_MKJOURNAL_LAZYINIT | EXT2_MKJOURNAL_NO_MNT_CHECK);
	VALUE(EXT2_BG_INODE_UNINIT);
	VALUE(EXT2_BG_BLOCK_UNINIT);
	VALUE(EXT2_BG_INODE_ZEROED);
	VALUE(EXT3_FEATURE_COMPAT_HAS_JOURNAL | EXT2_FEATURE_COMPAT_EXT_ATTR |
	      EXT2_FEATURE_COMPAT_RESIZE_INODE | EXT2_FEATURE_COMPAT_DIR_INDEX);
	VALUE(EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_EXTENTS |
	      EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG);
	VALUE(EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |
	      EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
	      EXT4_FEATURE_RO_COMPAT_HUGE_FILE |
	      EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
	      EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
	      EXT4_FEATURE_RO_COMPAT_METADATA_CSUM);
	VALUE(EXT2_DYNAMIC_REV);
	VALUE(EXT2_DEFM_XATTR_USER | EXT2_DEFM_ACL);
	VALUE(EXT2_ERRORS_CONTINUE);
	VALUE(EXT2_HASH_HALF_MD4);
	VALUE(EXT2_FLAGS_SIGNED_HASH);
	VALUE(EXT2_CRC32C_CHKSUM);
	VALUE(EXT2_ROOT_INO);
	VALUE(EXT2_ET_FILE_NOT_FOUND);
	VALUE(EXT2_FILE_WRITE);
	return 0;
}
