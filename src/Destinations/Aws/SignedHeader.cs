namespace Millrace.Destinations.Aws;

/// <summary>A header as it is signed.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Value">Without blanks around it.</param>
internal readonly record struct SignedHeader(string Name, string Value);
