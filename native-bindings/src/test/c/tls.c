/* Prints what the Java side takes from OpenSSL's headers, one "name value" a line. A changed parameter doesn't compile. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>

static const SSL_METHOD *(*const method)(void) = TLS_client_method;
static SSL_CTX *(*const ctx_new)(const SSL_METHOD *) = SSL_CTX_new;
static void (*const ctx_free)(SSL_CTX *) = SSL_CTX_free;
static long (*const ctx_ctrl)(SSL_CTX *, int, long, void *) = SSL_CTX_ctrl;
static uint64_t (*const set_options)(SSL_CTX *, uint64_t) = SSL_CTX_set_options;
static void (*const set_verify)(SSL_CTX *, int, SSL_verify_cb) = SSL_CTX_set_verify;
static int (*const set_default_verify_paths)(SSL_CTX *) = SSL_CTX_set_default_verify_paths;
static X509_STORE *(*const get_cert_store)(const SSL_CTX *) = SSL_CTX_get_cert_store;
static SSL *(*const new)(SSL_CTX *) = SSL_new;
static void (*const free_)(SSL *) = SSL_free;
static void (*const set_connect_state)(SSL *) = SSL_set_connect_state;
static void (*const set_bio)(SSL *, BIO *, BIO *) = SSL_set_bio;
static long (*const ctrl)(SSL *, int, long, void *) = SSL_ctrl;
static X509_VERIFY_PARAM *(*const get0_param)(SSL *) = SSL_get0_param;
static int (*const do_handshake)(SSL *) = SSL_do_handshake;
static int (*const read_)(SSL *, void *, int) = SSL_read;
static int (*const write_)(SSL *, const void *, int) = SSL_write;
static int (*const has_pending)(const SSL *) = SSL_has_pending;
static int (*const get_error)(const SSL *, int) = SSL_get_error;
static long (*const get_verify_result)(const SSL *) = SSL_get_verify_result;
static const BIO_METHOD *(*const s_mem)(void) = BIO_s_mem;
static BIO *(*const bio_new)(const BIO_METHOD *) = BIO_new;
static int (*const bio_read)(BIO *, void *, int) = BIO_read;
static int (*const bio_write)(BIO *, const void *, int) = BIO_write;
static size_t (*const bio_pending)(BIO *) = BIO_ctrl_pending;
static int (*const store_set_flags)(X509_STORE *, unsigned long) = X509_STORE_set_flags;
static int (*const store_add_cert)(X509_STORE *, X509 *) = X509_STORE_add_cert;
static int (*const set1_host)(X509_VERIFY_PARAM *, const char *, size_t) = X509_VERIFY_PARAM_set1_host;
static int (*const set1_ip)(X509_VERIFY_PARAM *, const char *) = X509_VERIFY_PARAM_set1_ip_asc;
static void (*const set_hostflags)(X509_VERIFY_PARAM *, unsigned int) = X509_VERIFY_PARAM_set_hostflags;
static const char *(*const verify_error)(long) = X509_verify_cert_error_string;
static const char *(*const cert_file)(void) = X509_get_default_cert_file;
static const char *(*const cert_file_env)(void) = X509_get_default_cert_file_env;
static const char *(*const cert_dir)(void) = X509_get_default_cert_dir;
static const char *(*const cert_dir_env)(void) = X509_get_default_cert_dir_env;
static void (*const x509_free)(X509 *) = X509_free;
static X509 *(*const d2i)(X509 **, const unsigned char **, long) = d2i_X509;
static void (*const clear_error)(void) = ERR_clear_error;
static unsigned long (*const err_get)(void) = ERR_get_error;
static const char *(*const reason)(unsigned long) = ERR_reason_error_string;

#define NAMED(constant) printf(#constant " %lld\n", (long long)(constant))

int main(void)
{
	if (!method || !ctx_new || !ctx_free || !ctx_ctrl || !set_options || !set_verify || !set_default_verify_paths || !get_cert_store ||
	    !new || !free_ || !set_connect_state || !set_bio || !ctrl || !get0_param || !do_handshake || !read_ || !write_ ||
	    !has_pending || !get_error || !get_verify_result || !s_mem || !bio_new || !bio_read || !bio_write ||
	    !bio_pending || !store_set_flags || !store_add_cert || !set1_host || !set1_ip || !set_hostflags ||
	    !verify_error || !cert_file || !cert_file_env || !cert_dir || !cert_dir_env || !x509_free || !d2i ||
	    !clear_error || !err_get || !reason)
		return 1;
	NAMED(OPENSSL_VERSION);
	NAMED(SSL_CTRL_SET_MIN_PROTO_VERSION);
	NAMED(SSL_CTRL_GET_MIN_PROTO_VERSION);
	NAMED(SSL_CTRL_SET_TLSEXT_HOSTNAME);
	NAMED(TLSEXT_NAMETYPE_host_name);
	NAMED(TLS1_2_VERSION);
	NAMED(SSL_OP_NO_RENEGOTIATION);
	NAMED(SSL_VERIFY_PEER);
	NAMED(SSL_ERROR_WANT_READ);
	NAMED(SSL_ERROR_ZERO_RETURN);
	NAMED(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	NAMED(X509_V_FLAG_PARTIAL_CHAIN);
	NAMED(X509_V_OK);
	NAMED(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT);
	NAMED(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
	NAMED(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
	NAMED(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	NAMED(X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE);
	return 0;
}
