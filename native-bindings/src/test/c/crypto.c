/* Prints what the Java side takes from OpenSSL's headers, one "name value" a line. A changed parameter doesn't compile. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>

static EVP_MD_CTX *(*const md_ctx_new)(void) = EVP_MD_CTX_new;
static void (*const md_ctx_free)(EVP_MD_CTX *) = EVP_MD_CTX_free;
static int (*const digest_init)(EVP_MD_CTX *, const EVP_MD *, ENGINE *) = EVP_DigestInit_ex;
static int (*const digest_update)(EVP_MD_CTX *, const void *, size_t) = EVP_DigestUpdate;
static int (*const digest_final)(EVP_MD_CTX *, unsigned char *, unsigned int *) = EVP_DigestFinal_ex;
static const EVP_MD *(*const sha256)(void) = EVP_sha256;
static const EVP_MD *(*const sha512)(void) = EVP_sha512;
static const char *(*const version)(int) = OpenSSL_version;
static int (*const initialise)(uint64_t, const OPENSSL_INIT_SETTINGS *) = OPENSSL_init_crypto;

int main(void)
{
	if (!md_ctx_new || !md_ctx_free || !digest_init || !digest_update || !digest_final || !version || !initialise)
		return 1;
	printf("OPENSSL_VERSION %d\n", OPENSSL_VERSION);
	printf("OPENSSL_INIT_NO_ATEXIT %ld\n", OPENSSL_INIT_NO_ATEXIT);
	printf("sizeof(size_t) %zu\n", sizeof(size_t));
	printf("SHA_256 %d\n", EVP_MD_size(sha256()));
	printf("SHA_512 %d\n", EVP_MD_size(sha512()));
	return 0;
}
