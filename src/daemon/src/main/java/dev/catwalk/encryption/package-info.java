/**
 * Encryption of what is stored: the keyset, where it comes from (a file, a property, a KMS), and the columns that hold
 * ciphertext. Tink does the cryptography; the associated data names table, column and row, so that a value which was moved to
 * another row does not open.
 *
 * <p>{@link dev.catwalk.encryption.EncryptedColumn} is the authority on which columns are encrypted: a column that is not listed
 * there would be lost with its key. {@link dev.catwalk.encryption.ReEncryption} brings what is stored under the primary key, while
 * daemons run. Without a keyset, or with one that does not open all that is stored, nothing starts.
 */
package dev.catwalk.encryption;
