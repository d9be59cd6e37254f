"""Words the name suggestions are made of, and common given and family names, so that one can be warned about.

The pairs say nothing about a person, a place, a faith or recovery. Urdu adjectives here do not change
with gender, so every pair is right.
"""

FIRST = {
    "en": (
        "Amber", "Blue", "Bright", "Copper", "Curious", "Distant", "Early", "Evening", "Gentle", "Golden",
        "Green", "Humming", "Little", "Misty", "Morning", "Northern", "Open", "Painted", "Paper", "Patient",
        "Quiet", "Silver", "Slow", "Soft", "Southern", "Summer", "Sunny", "Velvet", "Wandering", "Warm",
        "Winter", "Wooden",
    ),
    "ur": (
        "خاموش", "نرم", "سبز", "روشن", "پرسکون", "شاداب", "آزاد", "مہربان", "شفاف", "خوش رنگ",
        "سرمئی", "آسمانی", "گلابی", "نارنجی", "خوشگوار", "سرسبز",
    ),
}  # fmt: skip

SECOND = {
    "en": (
        "Basket", "Boat", "Bridge", "Cloud", "Clover", "Drum", "Feather", "Field", "Forest", "Garden",
        "Harbour", "Heron", "Hill", "Island", "Kite", "Lamp", "Lantern", "Leaf", "Maple", "Meadow",
        "Moon", "Orchard", "Pebble", "Rain", "River", "Robin", "Shell", "Song", "Sparrow", "Star",
        "Stone", "Thread", "Tree", "Valley", "Willow", "Window",
    ),
    "ur": (
        "دریا", "ستارہ", "بادل", "چراغ", "پہاڑ", "پھول", "پرندہ", "باغ", "چاند", "جزیرہ",
        "پتا", "درخت", "ساحل", "میدان", "جنگل", "موتی",
    ),
}  # fmt: skip

# Lower case. Common in the places this is made for; long enough a list to catch a slip, not to judge.
_PEOPLE = """
    abbas abdul abdullah abu adnan ahmad ahmed aisha akhtar akter alam ali amir amit amrit anil anita anjali
    anwar aqsa arjun arshad arun asad asif asma ayesha aziz babu baig baljit banerjee banu begum bhatt bibi
    bilal biswas bose chakraborty chatterjee chaudhry chowdhury das deepak devi dey dhillon farah farhan
    fatima gill gupta gurpreet habib hamza haq harpreet hasan hassan hossain hussain ibrahim imran iqbal
    islam jamal jasmeet javed john jose joshi kamal kapoor karim kaur khalid khan khatun kumar kumari
    lakshmi mahmood malik manpreet maria mary mehta miah michael mishra mohammad mohammed mohan muhammad
    mukherjee nadia naeem nair nasir nasreen navjot nazia noor omar osman parveen patel paul priya qureshi
    rafiq rahim rahman raj rajesh raju ram ravi rehman reddy riaz rizwan robert roy saeed sajid salman samina
    sandhu sanjay sara sarkar sen shah shahid shaikh sharma sheikh siddiqui sidhu simran singh smith sohail
    sultana sunil sunita syed tahir tariq thomas usman verma waqar williams yadav yasmin yusuf zahid zainab
    محمد احمد علی خان حسین حسن فاطمہ عائشہ اقبال شاہ سید ملک بیگم عبداللہ عمر عثمان طارق زینب
"""
PEOPLE = frozenset(_PEOPLE.split())
