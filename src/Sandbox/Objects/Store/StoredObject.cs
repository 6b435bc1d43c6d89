namespace Millrace.Sandbox.Objects.Store;

/// <summary>One object without its bytes.</summary>
/// <param name="ETag">MD5 of the bytes in hexadecimal digits.</param>
/// <param name="Headers">What GetObject answers again: content type, encoding, user metadata.</param>
internal sealed record StoredObject(
    string Key,
    long Size,
    string ETag,
    IReadOnlyDictionary<string, string> Headers,
    long ModifiedMs
);
