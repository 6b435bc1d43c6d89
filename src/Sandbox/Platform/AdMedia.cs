namespace Millrace.Sandbox.Platform;

/// <summary>What an ad is made of.</summary>
internal enum AdMedia : byte
{
    Picture,
    Video,
    Audio,
}
