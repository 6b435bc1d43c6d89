namespace Millrace.Engine.Attribution;

/// <summary>Why a deed can change.</summary>
internal enum ReachKind : byte
{
    /// <summary>A touch came or was taken back, at most 30 days before it.</summary>
    Touch,

    /// <summary>It was returned or taken back itself.</summary>
    Deed,

    /// <summary>A purchase of its brand came or was taken back, at most 365 days before it.</summary>
    Brand,
}
